import { resolve } from 'node:path';
import type { LectureDocument } from '../../preload/contract/lecture.ts';
import type { CommandContext } from './context.ts';
import { parseFormats } from './import-request.ts';
import { exitCodes, table, type CommandResult } from './output.ts';

import { durationWords, jobWords, moneyWords } from './words.ts';

/** `lectern lectures` */
export async function listLectures(context: CommandContext): Promise<CommandResult> {
  const client = await context.connect('none');
  const { lectures } = await client.call('list-lectures', {});
  const rows = lectures.map((lecture) => [
    lecture.id,
    lecture.status,
    lecture.durationSeconds === null ? '' : durationWords(lecture.durationSeconds),
    lecture.course ?? '',
    lecture.title,
  ]);
  const text =
    rows.length === 0 ? 'The library is empty. Add a recording with "lectern process FILE".' : table(rows);
  return { document: { lectures }, text, exitCode: exitCodes.done };
}

/** `lectern show LECTURE` */
export async function showLecture(context: CommandContext, lectureId: string): Promise<CommandResult> {
  const client = await context.connect('none');
  const lecture = await client.call('get-lecture', { lectureId });
  return { document: lecture, text: lectureText(lecture), exitCode: exitCodes.done };
}

/** `lectern export LECTURE --formats … --out DIR` */
export async function exportLecture(
  context: CommandContext,
  lectureId: string,
  options: { readonly formats: string; readonly out: string },
): Promise<CommandResult> {
  const formats = parseFormats(options.formats);
  const client = await context.connect(['export']);
  await client.call('export-lecture', { lectureId, formats }, context.signal);
  const { exports } = await client.call('deliver-exports', {
    lectureId,
    formats,
    directory: resolve(options.out),
  });
  const text = exports.map((one) => one.path ?? one.key).join('\n');
  return { document: { exports }, text, exitCode: exitCodes.done };
}

function lectureText(lecture: LectureDocument): string {
  const { transcript } = lecture;
  const lines = [
    lecture.title,
    [lecture.course ?? 'no course', lecture.status, moneyWords(lecture.cost.actual)].join(', '),
    ...lecture.jobs.map((job) => `  ${job.stage}: ${jobWords(job)}`),
  ];
  if (transcript !== null) {
    const share = `${(transcript.coverage * 100).toFixed(1)} %`;
    lines.push(
      `  transcript ${transcript.version}: ${transcript.segments.length} sentences, heard ${share} of the speech`,
    );
  }
  lines.push(...lecture.artifacts.map((artifact) => `  ${artifact.type} ${artifact.version}`));
  lines.push(...lecture.exports.map((one) => `  ${one.format}: ${one.path ?? one.key}`));
  return lines.join('\n');
}
