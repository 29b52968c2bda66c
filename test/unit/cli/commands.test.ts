import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { settingKeys } from '../../../preload/contract/settings.ts';
import { LecternError } from '../../../main/lib/failure.ts';
import { documentWith, failureNamed, jobWith, settingsViewWith } from '../../support/cli/cli-views.ts';
import type { Answers } from '../../support/cli/recording-client.ts';
import { runWords } from '../../support/cli/run-words.ts';

const noChoice = { duplicate: 'ask' };
const answers: Answers = {
  'get-settings': settingsViewWith(true),
  'set-settings': settingsViewWith(true),
  'import-lectures': { outcomes: [{ outcome: 'imported', path: '/a.mp3', lectureId: 'lecture-1' }] },
  'await-settled': { lectures: [documentWith()], held: false },
  'get-lecture': documentWith(),
  'list-lectures': { lectures: [] },
  'list-jobs': { jobs: [jobWith({ status: 'queued' })] },
  'retry-jobs': { jobs: [jobWith()] },
  'cancel-jobs': { jobs: [jobWith({ status: 'cancelled' })] },
  'replay-stage': { jobs: [], forecast: 0.25, started: false },
  'confirm-cost': { jobs: [jobWith()] },
  'redo-gaps': { jobs: [jobWith()] },
  'pause-stage': {},
  'resume-stage': {},
  'export-lecture': { exports: [] },
  'deliver-exports': { exports: [{ format: 'md', key: 'k', path: '/out/Waves.md', bytes: 1, sha256: 'a' }] },
  'check-health': { status: 'ok', checks: [] },
  'check-integrity': { status: 'ok', checked: 3, problems: [] },
};

/** Command line; which stages a core here would work on; what the core is asked, in order. */
const commands: readonly (readonly [
  words: string,
  work: unknown,
  calls: readonly (readonly [string, unknown])[],
])[] = [
  [
    'process a.mp3',
    'all',
    [
      ['get-settings', {}],
      ['import-lectures', { paths: [resolve('a.mp3')], choice: noChoice }],
      ['await-settled', { lectureIds: ['lecture-1'], throughHolds: false }],
    ],
  ],
  [
    'process a.mp3 --course Physics --preset exam-mode --language en --material-language de --model whisper-1 --formats md,json --duplicate again --wait',
    'all',
    [
      ['get-settings', {}],
      [
        'import-lectures',
        {
          paths: [resolve('a.mp3')],
          choice: {
            course: 'Physics',
            presetId: 'exam-mode',
            transcriptionLanguage: 'en',
            generationLanguage: 'de',
            transcriptionModel: 'whisper-1',
            formats: ['md', 'json'],
            duplicate: 'again',
          },
        },
      ],
      ['await-settled', { lectureIds: ['lecture-1'], throughHolds: true }],
    ],
  ],
  [
    'import a.mp3',
    'none',
    [
      ['import-lectures', { paths: [resolve('a.mp3')], choice: noChoice }],
      ['get-lecture', { lectureId: 'lecture-1' }],
    ],
  ],
  [
    'run',
    'all',
    [
      ['list-jobs', {}],
      ['get-settings', {}],
      ['await-settled', { lectureIds: ['lecture-1'], throughHolds: false }],
    ],
  ],
  ['lectures', 'none', [['list-lectures', {}]]],
  ['show lecture-1', 'none', [['get-lecture', { lectureId: 'lecture-1' }]]],
  ['jobs', 'none', [['list-jobs', {}]]],
  [
    'jobs --status failed --stage export --lecture lecture-1',
    'none',
    [['list-jobs', { status: 'failed', stage: 'export', lectureId: 'lecture-1' }]],
  ],
  ['retry job-1', 'none', [['retry-jobs', { jobIds: ['job-1'] }]]],
  ['retry --failed', 'none', [['retry-jobs', { allFailed: true }]]],
  ['cancel job-1', 'none', [['cancel-jobs', { jobIds: ['job-1'] }]]],
  ['confirm-cost lecture-1', 'none', [['confirm-cost', { lectureId: 'lecture-1' }]]],
  ['redo-gaps lecture-1', 'none', [['redo-gaps', { lectureId: 'lecture-1' }]]],
  [
    'pause generation',
    'none',
    [
      ['pause-stage', { stage: 'generation' }],
      ['list-jobs', { stage: 'generation' }],
    ],
  ],
  [
    'resume generation',
    'none',
    [
      ['resume-stage', { stage: 'generation' }],
      ['list-jobs', { stage: 'generation' }],
    ],
  ],
  [
    'export lecture-1 --formats md --out out',
    ['export'],
    [
      ['export-lecture', { lectureId: 'lecture-1', formats: ['md'] }],
      ['deliver-exports', { lectureId: 'lecture-1', formats: ['md'], directory: resolve('out') }],
    ],
  ],
  ['health', 'none', [['check-health', {}]]],
  ['integrity', 'none', [['check-integrity', { deep: false }]]],
  ['integrity lecture-1 --deep', 'none', [['check-integrity', { lectureId: 'lecture-1', deep: true }]]],
  ['settings list', 'none', [['get-settings', {}]]],
  ['settings get provider.apiKey', 'none', [['get-settings', {}]]],
  ['settings get cost.ceiling', 'none', [['get-settings', {}]]],
  [
    'settings set cost.ceiling 2.5',
    'none',
    [
      ['set-settings', { settings: { 'cost.ceiling': 2.5 } }],
      ['get-settings', {}],
    ],
  ],
];

test.each(commands)('lectern %s', async (words, work, calls) => {
  const run = await runWords(words.split(' '), answers);
  expect(run.err).toBe('');
  expect(run.exitCode).toBe(0);
  expect(run.opened).toEqual([{ work }]);
  expect(run.client.calls).toEqual(calls);
  expect(run.client.isClosed()).toBe(true);
});

test.each(commands.map(([words]) => [words]))('lectern %s --json prints one document', async (words) => {
  const after = await runWords([...words.split(' '), '--json'], answers);
  const before = await runWords(['--json', ...words.split(' ')], answers);
  expect(after.exitCode).toBe(0);
  expect(after.json()).toBeTypeOf('object');
  expect(before.out).toBe(after.out);
});

test('a replay without --yes says the price, starts nothing and is not done', async () => {
  const run = await runWords(['replay', 'lecture-1', 'generation'], answers);
  expect(run.client.calls).toEqual([
    ['replay-stage', { lectureId: 'lecture-1', stage: 'generation', confirmed: false }],
  ]);
  expect(run.exitCode).toBe(3);
  expect(run.err).toContain('costs about $0.25');
});

test('a replay with --yes starts', async () => {
  const started = { jobs: [jobWith({ status: 'queued' })], forecast: 0.25, started: true };
  const run = await runWords(['replay', 'lecture-1', 'generation', '--yes', '--json'], {
    'replay-stage': started,
  });
  expect(run.client.calls[0]?.[1]).toMatchObject({ confirmed: true });
  expect(run.exitCode).toBe(0);
  expect(run.json()).toEqual({ jobs: started.jobs });
});

test('files are named so that another process finds them', async () => {
  const made = { format: 'md' as const, key: 'k', bytes: 1, sha256: 'a' };
  const run = await runWords(['process', './a.mp3', '/b.mp3', '--out', 'notes'], {
    ...answers,
    'await-settled': { lectures: [documentWith({ exports: [made] })], held: false },
  });
  expect(run.client.calls).toContainEqual([
    'import-lectures',
    { paths: [resolve('a.mp3'), '/b.mp3'], choice: noChoice },
  ]);
  expect(run.client.calls).toContainEqual([
    'deliver-exports',
    { lectureId: 'lecture-1', formats: ['md'], directory: resolve('notes') },
  ]);
});

test('without a key processing is refused before anything is added', async () => {
  const run = await runWords(['process', 'a.mp3', '--json'], {
    ...answers,
    'get-settings': settingsViewWith(false),
  });
  expect(run.exitCode).toBe(3);
  expect(run.json()).toMatchObject({ error: { code: 'KEY_NOT_AVAILABLE' } });
  expect(run.client.calls.map(([name]) => name)).toEqual(['get-settings']);
});

test.each([
  ['ready', false, 0],
  ['partial', false, 1],
  ['failed', false, 1],
  ['waiting', true, 3],
] as const)('a lecture that ends %s (held: %s) exits %i', async (status, held, exitCode) => {
  const lectures = [documentWith({ status })];
  const run = await runWords(['process', 'a.mp3', '--json'], {
    ...answers,
    'await-settled': { lectures, held },
  });
  expect(run.exitCode).toBe(exitCode);
  expect(run.json()).toEqual({ lectures });
});

test('a refused file answers its failure and exits 1', async () => {
  const failure = failureNamed('MEDIA_UNREADABLE');
  const outcomes = [{ outcome: 'refused' as const, path: '/a.mp3', failure }];
  const run = await runWords(['process', 'a.mp3', '--json'], { ...answers, 'import-lectures': { outcomes } });
  expect(run.exitCode).toBe(1);
  expect(run.json()).toEqual({ error: failure });
});

test('a recording that is there already needs a decision', async () => {
  const outcomes = [
    { outcome: 'duplicate' as const, path: '/a.mp3', lectureId: 'lecture-1', title: 'Waves' },
  ];
  const run = await runWords(['import', 'a.mp3', '--json'], { ...answers, 'import-lectures': { outcomes } });
  expect(run.exitCode).toBe(1);
  expect(run.json()).toMatchObject({ error: { code: 'DUPLICATE_RECORDING' } });
});

test('settings are shown with every key, secrets only as set or not', async () => {
  const run = await runWords(['settings', 'list', '--json'], answers);
  const { settings } = run.json() as { settings: Record<string, unknown> };
  expect(Object.keys(settings)).toEqual([...settingKeys, 'provider.apiKey']);
  expect(settings['provider.apiKey']).toBe('set');
});

test('an interrupt exits 130 and says that nothing is lost', async () => {
  const interrupt = new AbortController();
  interrupt.abort();
  const stopped = new LecternError({ ...failureNamed('INTERRUPTED'), class: 'fatal' });
  const run = await runWords(
    ['process', 'a.mp3', '--json'],
    { ...answers, 'await-settled': stopped },
    interrupt.signal,
  );
  expect(run.exitCode).toBe(130);
  expect(run.json()).toMatchObject({ error: { code: 'INTERRUPTED' } });
  expect(run.client.isClosed()).toBe(true);
});
