import { expect, test } from 'vitest';
import { importChoiceSchema } from '../../../preload/contract/commands.ts';
import { runWords } from '../../support/cli/run-words.ts';

const mistakes: readonly (readonly [words: string, about: string])[] = [
  ['', 'Say what to do'],
  ['frobnicate', "unknown command 'frobnicate'"],
  ['process', "missing required argument 'file'"],
  ['process a.mp3 --loudly', "unknown option '--loudly'"],
  ['process a.mp3 --course', "'--course <title>' argument missing"],
  ['process a.mp3 --duplicate maybe', 'Allowed choices are open, again'],
  ['jobs extra', 'too many arguments'],
  ['jobs --status done', '"done" is no status'],
  ['jobs --stage writing', '"writing" is no stage'],
  ['retry', 'Name one job'],
  ['retry job-1 --failed', 'Name one job'],
  ['replay lecture-1', "missing required argument 'stage'"],
  ['replay lecture-1 writing', '"writing" is no stage'],
  ['pause everything', '"everything" is no stage'],
  ['export lecture-1 --formats md', "required option '--out <folder>'"],
  ['settings', "missing required argument 'action'"],
  ['settings get', 'Say which setting'],
  ['settings set cost.ceiling', 'Say which setting and which value'],
  ['settings change cost.ceiling 1', '"settings change" is unknown'],
];

test.each(mistakes)('"lectern %s" is a mistake in words', async (words, about) => {
  const list = words === '' ? [] : words.split(' ');
  const plain = await runWords(list);
  expect(plain.exitCode).toBe(2);
  expect(plain.out).toBe('');
  expect(plain.err).toContain(about);
  expect(plain.client.calls).toEqual([]);
  for (const withJson of [['--json', ...list], ...(words === '' ? [] : [[...list, '--json']])]) {
    const run = await runWords(withJson);
    expect(run.exitCode).toBe(2);
    expect(run.json()).toMatchObject({ error: { code: 'USAGE', remedy: { label: 'See lectern --help' } } });
    expect(run.err).toBe('');
  }
});

test.each([
  ['export lecture-1 --formats md,docm --out out', 'FORMAT_NOT_AVAILABLE'],
  ['process a.mp3 --formats doc', 'FORMAT_NOT_AVAILABLE'],
  ['settings get cost.roof', 'SETTING_UNKNOWN'],
  ['settings set cost.roof 1', 'SETTING_UNKNOWN'],
])('"lectern %s" exits 2 with its own code and asks for nothing to be done', async (words, code) => {
  const run = await runWords([...words.split(' '), '--json']);
  expect(run.exitCode).toBe(2);
  expect(run.json()).toMatchObject({ error: { code } });
  expect(run.client.calls).toEqual([]);
});

test.each([['--help'], ['-h'], ['help']])('%s shows every command and exits 0', async (word) => {
  const run = await runWords([word]);
  expect(run.exitCode).toBe(0);
  for (const name of [
    'process',
    'import',
    'run',
    'lectures',
    'show',
    'jobs',
    'retry',
    'replay',
    'redo-gaps',
    'confirm-cost',
    'cancel',
  ])
    expect(run.out).toContain(`  ${name} `);
  for (const name of ['pause', 'resume', 'health', 'integrity', 'export', 'settings']) {
    expect(run.out).toContain(`  ${name} `);
  }
  expect(run.opened).toEqual([]);
});

test('a command explains itself', async () => {
  const run = await runWords(['process', '--help']);
  expect(run.exitCode).toBe(0);
  expect(run.out).toContain('--course <title>');
});

test('the version is a plain number', async () => {
  const run = await runWords(['--version']);
  expect([run.exitCode, run.out]).toEqual([0, '1.2.3\n']);
});

test.each([[['--home', '/h', 'lectures']], [['lectures', '--home', '/h']], [['lectures', '--home=/h']]])(
  'the home is understood anywhere: %j',
  async (words) => {
    const run = await runWords(words, { 'list-lectures': { lectures: [] } });
    expect(run.opened).toEqual([{ home: '/h', work: 'none' }]);
  },
);

test.each([[['--api-key-stdin', 'run']], [['run', '--api-key-stdin']]])(
  'a key to come is understood: %j',
  async (words) => {
    const run = await runWords(words, {
      'list-jobs': { jobs: [] },
      'await-settled': { lectures: [], held: false },
    });
    expect(run.opened).toEqual([{ apiKeyStdin: true, work: 'all' }]);
  },
);

test('file names that look like options follow two dashes', async () => {
  const run = await runWords(['import', '--json', '--', '--odd.mp3'], {
    'import-lectures': { outcomes: [{ outcome: 'imported', path: '/x', lectureId: 'lecture-1' }] },
  });
  expect(JSON.stringify(run.client.calls[0])).toContain('/--odd.mp3');
});

test('a file called --json after two dashes does not ask for JSON', async () => {
  const run = await runWords(['retry', '--', '--json', 'more']);
  expect(run.exitCode).toBe(2);
  expect(run.out).toBe('');
  expect(run.err).toContain('too many arguments');
});

test.each(['english', 'Deutsch', 'e', ''])('a language is a code, not %j', (language) => {
  for (const key of ['transcriptionLanguage', 'generationLanguage']) {
    expect(importChoiceSchema.safeParse({ [key]: language }).success).toBe(false);
    expect(importChoiceSchema.safeParse({ [key]: 'de-AT' }).success).toBe(true);
  }
});
