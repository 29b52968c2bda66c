import { jobStatusSchema, stageSchema, type Job, type Stage } from '../../preload/contract/job.ts';
import { usageError, type CommandContext } from './context.ts';
import { exitCodes, table, type CommandResult } from './output.ts';
import { jobWords, moneyWords } from './words.ts';

/** `lectern jobs [--status --stage --lecture]` */
export async function listJobs(
  context: CommandContext,
  options: { readonly status?: string; readonly stage?: string; readonly lecture?: string },
): Promise<CommandResult> {
  const client = await context.connect('none');
  const { jobs } = await client.call('list-jobs', {
    ...(options.status === undefined ? {} : { status: parseWord(jobStatusSchema, options.status, 'status') }),
    ...(options.stage === undefined ? {} : { stage: parseStage(options.stage) }),
    ...(options.lecture === undefined ? {} : { lectureId: options.lecture }),
  });
  return jobsResult(jobs);
}

/** `lectern retry JOB|--failed` */
export async function retryJobs(
  context: CommandContext,
  jobId: string | undefined,
  options: { readonly failed?: boolean },
): Promise<CommandResult> {
  if ((jobId === undefined) === (options.failed !== true))
    throw usageError('Name one job, or say --failed for all that failed.');
  const client = await context.connect('none');
  const request = jobId === undefined ? { allFailed: true as const } : { jobIds: [jobId] };
  return jobsResult((await client.call('retry-jobs', request)).jobs);
}

/** `lectern cancel JOB` */
export async function cancelJob(context: CommandContext, jobId: string): Promise<CommandResult> {
  const client = await context.connect('none');
  return jobsResult((await client.call('cancel-jobs', { jobIds: [jobId] })).jobs);
}

/** `lectern replay LECTURE STAGE [--yes]`: without `--yes` it says the price and changes nothing. */
export async function replayStage(
  context: CommandContext,
  lectureId: string,
  stageName: string,
  options: { readonly yes?: boolean },
): Promise<CommandResult> {
  const stage = parseStage(stageName);
  const client = await context.connect('none');
  const confirmed = options.yes ?? false;
  const reply = await client.call('replay-stage', { lectureId, stage, confirmed });
  const price = `Making the ${stage} anew costs about ${moneyWords(reply.forecast)}.`;
  if (!reply.started) context.terminal.err(`${price} Nothing was started; say --yes to start it.\n`);
  return jobsResult(reply.jobs, reply.started ? exitCodes.done : exitCodes.notReady);
}

/** `lectern redo-gaps LECTURE` */
export async function redoGaps(context: CommandContext, lectureId: string): Promise<CommandResult> {
  const client = await context.connect('none');
  return jobsResult((await client.call('redo-gaps', { lectureId })).jobs);
}

/** `lectern confirm-cost LECTURE`: lets a lecture go on although a price is not known. */
export async function confirmCost(context: CommandContext, lectureId: string): Promise<CommandResult> {
  const client = await context.connect('none');
  return jobsResult((await client.call('confirm-cost', { lectureId })).jobs);
}

/** `lectern pause STAGE` and `lectern resume STAGE` */
export async function switchStage(
  context: CommandContext,
  command: 'pause-stage' | 'resume-stage',
  stageName: string,
): Promise<CommandResult> {
  const stage = parseStage(stageName);
  const client = await context.connect('none');
  await client.call(command, { stage });
  const { jobs } = await client.call('list-jobs', { stage });
  const open = jobs.filter((job) => job.status === 'queued' || job.status === 'running');
  const word = command === 'pause-stage' ? 'paused' : 'resumed';
  return { ...jobsResult(open), text: `The stage ${stage} is ${word}. Open jobs: ${open.length}.` };
}

function jobsResult(jobs: readonly Job[], exitCode: number = exitCodes.done): CommandResult {
  const rows = jobs.map((job) => [job.id, job.stage, job.lectureId, jobWords(job)]);
  return { document: { jobs }, text: rows.length === 0 ? 'No jobs.' : table(rows), exitCode };
}

function parseStage(name: string): Stage {
  return parseWord(stageSchema, name, 'stage');
}

function parseWord<Word extends string>(
  schema: { readonly options: readonly Word[] },
  word: string,
  what: string,
): Word {
  const found = schema.options.find((option) => option === word);
  if (found === undefined)
    throw usageError(`"${word}" is no ${what}. Known are ${schema.options.join(', ')}.`);
  return found;
}
