import { resolve } from 'node:path';
import type { CommandOutput, ImportOutcome } from '../../preload/contract/commands.ts';
import type { LectureDocument } from '../../preload/contract/lecture.ts';
import type { CoreClient } from '../lib/core-client.ts';
import { LecternError, remedy } from '../lib/failure.ts';
import { keyNotAvailable, type CommandContext } from './context.ts';
import { importRequest, parseFormats, type ImportOptions, type ImportRequest } from './import-request.ts';
import { exitCodes, type CommandResult } from './output.ts';
import { showProgress } from './progress.ts';
import { durationWords, jobWords, moneyWords } from './words.ts';

/** `lectern process FILE…`: queue and work until settled. */
export async function processFiles(
  context: CommandContext,
  files: readonly string[],
  options: ImportOptions,
): Promise<CommandResult> {
  const request = importRequest(files, options);
  const client = await context.connect('all');
  await requireKey(client);
  const imported = await importFiles(context, client, request);
  const settled = await settle(context, client, imported.lectureIds, options.wait ?? false);
  const lectures = await deliver(client, settled.lectures, options);
  return settledResult(lectures, settled.held, imported.isComplete);
}

/** `lectern import FILE…`: queue only. */
export async function importOnly(
  context: CommandContext,
  files: readonly string[],
  options: ImportOptions,
): Promise<CommandResult> {
  const request = importRequest(files, options);
  const client = await context.connect('none');
  const imported = await importFiles(context, client, request);
  const lectures = await Promise.all(
    imported.lectureIds.map((lectureId) => client.call('get-lecture', { lectureId })),
  );
  const exitCode = imported.isComplete ? exitCodes.done : exitCodes.failed;
  return { document: { lectures }, text: lectures.map(documentLine).join('\n'), exitCode };
}

/** `lectern run`: work the queue until nothing is left to do. */
export async function runQueue(
  context: CommandContext,
  options: { readonly wait?: boolean },
): Promise<CommandResult> {
  const client = await context.connect('all');
  const open = await openJobs(client);
  if (open.length > 0) await requireKey(client);
  const lectureIds = [...new Set(open.map((job) => job.lectureId))];
  const settled = await settle(context, client, lectureIds, options.wait ?? false);
  return settledResult(settled.lectures, settled.held, true);
}

async function openJobs(client: CoreClient): Promise<CommandOutput<'list-jobs'>['jobs']> {
  const { jobs } = await client.call('list-jobs', {});
  return jobs.filter((job) => job.status === 'queued' || job.status === 'running');
}

async function requireKey(client: CoreClient): Promise<void> {
  const { secrets } = await client.call('get-settings', {});
  if (!secrets['provider.apiKey'].isSet) throw keyNotAvailable();
}

async function importFiles(
  context: CommandContext,
  client: CoreClient,
  request: ImportRequest,
): Promise<{ readonly lectureIds: readonly string[]; readonly isComplete: boolean }> {
  const { outcomes } = await client.call('import-lectures', request, context.signal);
  const refused = outcomes.find((outcome) => outcome.outcome === 'refused');
  for (const outcome of outcomes)
    if (outcome.outcome !== 'imported') context.terminal.err(`${outcomeLine(outcome)}\n`);
  const lectureIds = outcomes.flatMap((outcome) =>
    outcome.outcome === 'imported' || outcome.outcome === 'opened' ? [outcome.lectureId] : [],
  );
  if (lectureIds.length > 0) return { lectureIds, isComplete: lectureIds.length === request.paths.length };
  if (refused?.outcome === 'refused') throw new LecternError({ ...refused.failure, class: 'fatal' });
  throw duplicateUndecided(outcomes);
}

async function settle(
  context: CommandContext,
  client: CoreClient,
  lectureIds: readonly string[],
  throughHolds: boolean,
): Promise<CommandOutput<'await-settled'>> {
  const wanted = new Set(lectureIds);
  const stop = showProgress(client, context.terminal, (id) => wanted.has(id));
  try {
    return await client.call('await-settled', { lectureIds: [...lectureIds], throughHolds }, context.signal);
  } finally {
    stop();
  }
}

async function deliver(
  client: CoreClient,
  lectures: readonly LectureDocument[],
  options: ImportOptions,
): Promise<LectureDocument[]> {
  if (options.out === undefined) return [...lectures];
  const delivered: LectureDocument[] = [];
  for (const lecture of lectures) {
    const made = lecture.exports.map((one) => one.format);
    const wanted =
      options.formats === undefined
        ? made
        : parseFormats(options.formats).filter((one) => made.includes(one));
    if (wanted.length > 0) {
      await client.call('deliver-exports', {
        lectureId: lecture.id,
        formats: wanted,
        directory: resolve(options.out),
      });
    }
    delivered.push(await client.call('get-lecture', { lectureId: lecture.id }));
  }
  return delivered;
}

function settledResult(
  lectures: readonly LectureDocument[],
  held: boolean,
  isComplete: boolean,
): CommandResult {
  const failed =
    !isComplete || lectures.some((lecture) => lecture.status === 'failed' || lecture.status === 'partial');
  const exitCode = held ? exitCodes.notReady : failed ? exitCodes.failed : exitCodes.done;
  const text = lectures.length === 0 ? 'Nothing to do.' : lectures.map(documentLine).join('\n');
  return { document: { lectures }, text, exitCode };
}

function documentLine(lecture: LectureDocument): string {
  const length = lecture.durationSeconds === null ? '' : `, ${durationWords(lecture.durationSeconds)}`;
  const troubled = lecture.jobs.filter((job) => job.error !== null && job.status !== 'completed');
  const trouble = troubled.map((job) => `\n  ${job.stage}: ${jobWords(job)}`).join('');
  const files = lecture.exports
    .flatMap((one) => (one.path === undefined ? [] : [`\n  ${one.path}`]))
    .join('');
  return `${lecture.id}  ${lecture.status}${length}, ${moneyWords(lecture.cost.actual)}  ${lecture.title}${trouble}${files}`;
}

function outcomeLine(outcome: ImportOutcome): string {
  switch (outcome.outcome) {
    case 'imported':
      return `${outcome.path}: added`;
    case 'opened':
      return `${outcome.path}: already in the library as ${outcome.lectureId}`;
    case 'duplicate':
      return `${outcome.path}: already in the library as "${outcome.title}" (${outcome.lectureId})`;
    case 'refused':
      return `${outcome.path}: ${outcome.failure.message}`;
  }
}

function duplicateUndecided(outcomes: readonly ImportOutcome[]): LecternError {
  const first = outcomes.find((outcome) => outcome.outcome === 'duplicate');
  const title = first?.outcome === 'duplicate' ? first.title : '';
  return new LecternError({
    code: 'DUPLICATE_RECORDING',
    message: `This recording is in the library already as "${title}". Say what to do: --duplicate open or --duplicate again.`,
    remedy: remedy('open-lecture', 'Open it', first?.outcome === 'duplicate' ? first.lectureId : undefined),
    class: 'fatal',
  });
}
