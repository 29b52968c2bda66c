import type { CommandOutput } from '../../../preload/contract/commands.ts';
import type { Choice } from '../../ui/select.tsx';
import { dayAndYear } from '../../words/times.ts';

export type LiveModel = CommandOutput<'check-provider'>['models'][number];

/** The models as choices. Those whose name says that they do this kind of work come first; none is hidden. */
export function modelChoices(models: readonly LiveModel[], kind: 'transcription' | 'text'): Choice[] {
  const rank = ({ id }: LiveModel): number => (isTranscriber(id) === (kind === 'transcription') ? 0 : 1);
  return models
    .toSorted((a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id))
    .map(({ id, shutdownDate }) => ({
      value: id,
      label: id,
      ...(shutdownDate === null ? {} : { remark: `ends ${dayAndYear(shutdownDate)}` }),
    }));
}

function isTranscriber(id: string): boolean {
  return /transcri|whisper/i.test(id);
}
