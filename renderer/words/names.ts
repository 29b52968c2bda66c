import type { ArtifactType, QuestionType } from '../../preload/contract/artifact.ts';
import type { ExportFormat } from '../../preload/contract/export.ts';
import type { HealthCheckName } from '../../preload/contract/health.ts';
import type { Stage } from '../../preload/contract/job.ts';
import type { SecretPlace } from '../../preload/contract/settings.ts';
import type { SegmentFlag } from '../../preload/contract/transcript.ts';

/** The stages in order, with what each is called and what it is doing while it runs. */
export const stages: readonly Stage[] = ['ingest', 'transcription', 'generation', 'export'];

export const stageNames: Readonly<Record<Stage, string>> = {
  ingest: 'Reading',
  transcription: 'Transcription',
  generation: 'Material',
  export: 'Export files',
};

export const stageVerbs: Readonly<Record<Stage, string>> = {
  ingest: 'Reading the recording',
  transcription: 'Transcribing',
  generation: 'Making material',
  export: 'Making export files',
};

/** What a replay makes anew, for its question and its button. */
export const replayNames: Readonly<Record<Stage, string>> = {
  ingest: 'Read the recording again',
  transcription: 'Transcribe again',
  generation: 'Make the material again',
  export: 'Make the export files again',
};

export const artifactTypes: readonly ArtifactType[] = [
  'summary',
  'outline',
  'key-terms',
  'flashcards',
  'exam-questions',
];

export const artifactNames: Readonly<Record<ArtifactType, string>> = {
  summary: 'Summary',
  outline: 'Outline',
  'key-terms': 'Terms',
  flashcards: 'Cards',
  'exam-questions': 'Exam',
};

export const questionTypeNames: Readonly<Record<QuestionType, string>> = {
  'multiple-choice': 'Multiple choice',
  'true-false': 'True or false',
  'short-answer': 'Short answer',
  essay: 'Essay',
};

export const exportFormats: readonly ExportFormat[] = ['md', 'html', 'txt', 'srt', 'vtt', 'csv', 'json'];

/** A format's name and what it is good for. */
export const exportFormatWords: Readonly<Record<ExportFormat, { name: string; use: string }>> = {
  md: { name: 'Markdown', use: 'Notes and wikis' },
  html: { name: 'Web page', use: 'Opens in any browser' },
  txt: { name: 'Plain text', use: 'The transcript to read' },
  srt: { name: 'SRT subtitles', use: 'Video players' },
  vtt: { name: 'WebVTT subtitles', use: 'Web video' },
  csv: { name: 'Anki cards (CSV)', use: 'Import into Anki' },
  json: { name: 'JSON', use: 'Everything, for programs' },
};

export const healthCheckNames: Readonly<Record<HealthCheckName, string>> = {
  provider: 'Provider',
  queue: 'Queue',
  database: 'Database',
  storage: 'Storage',
  network: 'Network',
  'media-engine': 'Media engine',
};

export const secretPlaceNames: Readonly<Record<SecretPlace, string>> = {
  keychain: 'in the system keychain',
  session: 'for this session only',
  file: 'in a plain file only you can read',
  environment: 'in the environment variable OPENAI_API_KEY',
};

/** What a reader should know about a sentence; null where there is nothing to say. */
export const segmentFlagWords: Readonly<Record<SegmentFlag, string | null>> = {
  loop: 'Repeats itself. Listen before you trust it.',
  'silence-text': 'Text where hardly any speech was heard. Listen before you trust it.',
  'low-speech': 'Much speech, little text. Something may be missing.',
  estimated: null,
  edited: 'Edited by hand.',
};

/** Languages offered for speech and material, most used in lectures first. Codes are ISO 639-1. */
export const languageCodes: readonly string[] =
  'en de fr es it pt nl pl cs da sv nb fi hu ro el tr uk ru ar he fa hi zh ja ko vi id th'.split(' ');

const languageNames = new Intl.DisplayNames(['en'], { type: 'language' });

/** The English name of a language code; the code itself when it has none. */
export function languageName(code: string): string {
  return languageNames.of(code) ?? code;
}
