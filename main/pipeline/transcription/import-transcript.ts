import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { LecternError, remedy } from '../../lib/failure.ts';
import type { ImportedTranscript } from '../ingest/imported-transcript.ts';
import { cueSentences, type ParsedTranscript } from './cue-sentences.ts';
import { decodeText } from './decode-text.ts';
import { parseCues } from './import-cues.ts';
import { parseJsonTranscript } from './import-json.ts';
import { parsePlainText } from './import-plain-text.ts';

/** Twelve hours of speech are under a megabyte of text; subtitles with markup are three times that. */
const MOST_BYTES = 8 * 1_024 * 1_024;

/**
 * Reads a transcript file: `.srt`, `.vtt`, `.json`, `.txt`, `.md`. Sentences are numbered `s1`, `s2` …; `estimated` marks times that the
 * file does not give.
 *
 * Throws `LecternError`, all fatal: `TRANSCRIPT_TOO_LARGE`, `TRANSCRIPT_UNREADABLE` (not text, or not what its name says),
 * `TRANSCRIPT_EMPTY`; and what the file system throws.
 * @param name the name the person knows; its ending says what the file should be
 */
export async function readTranscript(path: string, name: string): Promise<ImportedTranscript> {
  const { size } = await stat(path);
  if (size > MOST_BYTES) throw tooLarge();
  return importTranscript(await readFile(path), name);
}

/** The same from bytes. Pure. */
export function importTranscript(bytes: Buffer, name: string): ImportedTranscript {
  if (bytes.length > MOST_BYTES) throw tooLarge();
  const text = decodeText(bytes);
  if (text === null) throw unreadable();
  const parsed = parse(text, extname(name).toLowerCase());
  if (parsed === null) throw unreadable();
  const sentences = cueSentences(parsed.cues);
  if (sentences.length === 0) throw empty();
  return {
    language: parsed.language,
    segments: sentences.map((sentence, index) => ({ id: `s${index + 1}`, ...sentence })),
  };
}

/** Subtitles are told by what is in them, since players do not mind their ending either. */
function parse(text: string, ending: string): ParsedTranscript | null {
  if (ending === '.json') return parseJsonTranscript(text);
  if (ending === '.srt' || ending === '.vtt' || /^WEBVTT(\s|$)/.test(text)) {
    const cues = parseCues(text);
    return cues.length === 0 && text.trim() !== '' ? null : { language: null, cues };
  }
  return { language: null, cues: parsePlainText(text) };
}

function tooLarge(): LecternError {
  return new LecternError({
    code: 'TRANSCRIPT_TOO_LARGE',
    message: 'The file is larger than any transcript. It may be something else.',
    remedy: remedy('choose-file', 'Choose another file'),
    class: 'fatal',
  });
}

function unreadable(): LecternError {
  return new LecternError({
    code: 'TRANSCRIPT_UNREADABLE',
    message: 'The file is not the kind of transcript its name says, or no text at all.',
    remedy: remedy('choose-file', 'Choose another file'),
    class: 'fatal',
  });
}

function empty(): LecternError {
  return new LecternError({
    code: 'TRANSCRIPT_EMPTY',
    message: 'There is no text in the file.',
    remedy: remedy('choose-file', 'Choose another file'),
    class: 'fatal',
  });
}
