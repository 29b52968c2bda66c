import type { HealthCheck, HealthReport, HealthStatus } from '../../preload/contract/health.ts';
import { healthCheckNames } from './names.ts';
import type { Tone } from './stage-words.ts';

/** A title that says what is the matter, and one line that says what it means for the work. */
export interface HealthWords {
  readonly title: string;
  readonly line: string;
  readonly tone: Tone;
}

/** How the whole stands, as a person would say it. The gravest check gives the title. */
export function healthWords(report: HealthReport): HealthWords {
  const troubled = report.checks.filter((check) => check.status === 'failed' || check.status === 'degraded');
  const gravest = troubled.find((check) => check.status === 'failed') ?? troubled[0];
  if (gravest === undefined) {
    return { title: 'Everything works', line: 'All checks are good. Work goes on by itself.', tone: 'ready' };
  }
  const others = troubled.length - 1;
  const alsoTroubled =
    others === 0 ? '' : ` ${others === 1 ? 'One more check needs' : `${others} more checks need`} a look.`;
  return {
    title: gravest.status === 'failed' ? failedTitles[gravest.name] : degradedTitles[gravest.name],
    line: `${consequences[gravest.name]} Nothing is lost.${alsoTroubled}`,
    tone: gravest.status === 'failed' ? 'needs' : 'waiting',
  };
}

/** The state of one check for its dot. */
export function checkTone(status: HealthStatus): Tone {
  return ({ ok: 'ready', degraded: 'waiting', failed: 'needs', skipped: 'quiet' } as const)[status];
}

/** The state of one check in a word, for those who can't see its colour. */
export function checkWord(check: HealthCheck): string {
  const word = { ok: 'good', degraded: 'limited', failed: 'failed', skipped: 'not checked' } as const;
  return `${healthCheckNames[check.name]}: ${word[check.status]}`;
}

const failedTitles: Readonly<Record<HealthCheck['name'], string>> = {
  provider: 'The provider can’t do the work right now',
  queue: 'The work is not moving',
  database: 'The library can’t be written',
  storage: 'Files can’t be stored',
  network: 'There is no network',
  'media-engine': 'Recordings can’t be read',
};

const degradedTitles: Readonly<Record<HealthCheck['name'], string>> = {
  provider: 'The provider works with limits',
  queue: 'The work moves slowly',
  database: 'The library needs a look',
  storage: 'The storage needs a look',
  network: 'The network comes and goes',
  'media-engine': 'Reading recordings is limited',
};

const consequences: Readonly<Record<HealthCheck['name'], string>> = {
  provider: 'Transcribing and making material wait; reading, listening and exporting go on.',
  queue: 'Lectures wait in line; reading, listening and exporting go on.',
  database: 'New work waits until the library can be written again.',
  storage: 'New work waits until files can be stored again.',
  network: 'Transcribing and making material wait; reading, listening and exporting go on.',
  'media-engine': 'New recordings wait; everything already read goes on.',
};
