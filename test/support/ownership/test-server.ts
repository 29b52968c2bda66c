import type { Course } from '../../../preload/contract/course.ts';
import type { Reply } from '../../../preload/contract/failure.ts';
import type { CommandServer } from '../../../main/lib/serve-commands.ts';

/**
 * What a core's door would answer, without a core: `await-settled` and `import-lectures` work until they are aborted, `set-prices`
 * fails, everything else answers its input.
 * @param heard is told `started <command>` and `aborted <command>`
 */
export function testServer(heard: (word: string) => void = () => undefined): CommandServer {
  return async (command, input, signal): Promise<Reply<unknown>> => {
    heard(`started ${command}`);
    switch (command) {
      case 'await-settled':
      case 'import-lectures':
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        heard(`aborted ${command}`);
        return failure('INTERRUPTED');
      case 'set-prices':
        return failure('SETTINGS_INVALID');
      case 'list-lectures':
        return { ok: true, value: { lectures: [] } };
      case 'create-course':
        return { ok: true, value: courseOf(input) };
      default:
        return { ok: true, value: {} };
    }
  };
}

/** The course a `create-course` answers. */
export function courseOf(input: unknown): Course {
  const { title } = input as { title: string };
  return {
    id: `course-${title}`,
    revision: 0,
    title,
    glossary: [],
    transcriptionLanguage: null,
    generationLanguage: null,
    presetId: 'exam-mode',
  };
}

function failure(code: string): Reply<never> {
  return { ok: false, failure: { code, message: `This is ${code}.`, remedy: { action: 'none', label: '' } } };
}
