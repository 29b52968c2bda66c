import { open, stat } from 'node:fs/promises';
import { extname } from 'node:path';

import type { LecternError } from '../lib/failure.ts';
import { readFailure, refusal } from './media-failures.ts';
import { isEncrypted } from './encryption.ts';
import { findMp4Sound, type Mp4Sound } from './mp4-sound.ts';

/** What the first bytes of a file say. `unknown` is for FFmpeg to find out. */
export type FileJudgement =
  | { readonly kind: 'transcript'; readonly format: 'txt' | 'md' | 'srt' | 'vtt' | 'json' }
  | { readonly kind: 'recording'; readonly container: string }
  | { readonly kind: 'unknown' };

const HEAD_BYTES = 8192;

/**
 * The refusal of a file that the decoder does not recognise: bytes that begin like a recording are a damaged one,
 * others are none.
 */
export function unrecognised(judgement: FileJudgement, cause?: unknown): LecternError {
  return refusal(judgement.kind === 'recording' ? 'AUDIO_DAMAGED' : 'AUDIO_UNREADABLE', cause);
}

/** First bytes of the containers of recordings, to tell a damaged one from something else. */
const RECORDINGS: readonly (readonly [pattern: RegExp, container: string])[] = [
  [/^ID3|^\xff[\xe2\xe3\xf1-\xf5\xf8-\xfd]/, 'mp3'],
  [/^....(ftyp|moov|mdat|wide|free|skip)/s, 'mov'],
  [/^(RIFF|RIFX|RF64)....WAVE/s, 'wav'],
  [/^RIFF....AVI /s, 'avi'],
  [/^fLaC/, 'flac'],
  [/^OggS/, 'ogg'],
  [/^\x1a\x45\xdf\xa3/, 'matroska'],
  [/^\x30\x26\xb2\x75\x8e\x66\xcf\x11/, 'asf'],
  [/^FORM....AIF/s, 'aiff'],
  [/^(caff|#!AMR|MAC |FLV\x01|\.snd|wvpk|TTA1|\.RMF)/, 'other'],
];

/** First bytes of things people take for a recording by mistake. */
const OTHER_TYPES =
  /^(%PDF|PK\x03\x04|\x89PNG|\xff\xd8\xff|GIF8|Rar!|7z\xbc\xaf|\x1f\x8b|\xd0\xcf\x11\xe0|SQLite|MZ|\x7fELF|\{\\rtf)/;

const TRANSCRIPT_EXTENSIONS = ['.txt', '.md', '.srt', '.vtt', '.json'];

/** Control characters other than tab, line feed, form feed, carriage return and escape: no text has them. */
const CONTROL_CHARACTER = /(?![\t\n\f\r\u001b])\p{Cc}/u;

/**
 * Judges a file by its first bytes, before any decoder sees it. The name matters only for telling a transcript
 * from text that calls itself a recording.
 * @throws LecternError as `MediaEngine.probe` does, except for what only decoding can tell
 */
export async function judgeFile(path: string): Promise<FileJudgement> {
  const head = await readHead(path);
  const latin = head.toString('latin1');
  const recording = RECORDINGS.find(([pattern]) => pattern.test(latin));
  if (recording !== undefined) {
    if (await isEncrypted(path, recording[1])) throw refusal('AUDIO_ENCRYPTED');
    return { kind: 'recording', container: recording[1] };
  }
  if (OTHER_TYPES.test(latin)) throw refusal('AUDIO_NOT_A_RECORDING');
  const text = readText(head);
  return text === null ? { kind: 'unknown' } : judgeText(text, extname(path).toLowerCase());
}

/** What can be left out of an MP4 file's reading; null for other files. Throws as `judgeFile`. */
export async function mp4SoundOf(judgement: FileJudgement, path: string): Promise<Mp4Sound | null> {
  if (judgement.kind !== 'recording' || judgement.container !== 'mov') return null;
  try {
    return await findMp4Sound(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : readFailure(code, error);
  }
}

async function readHead(path: string): Promise<Buffer> {
  try {
    const stats = await stat(path);
    if (!stats.isFile()) throw refusal('AUDIO_IS_FOLDER');
    if (stats.size === 0) throw refusal('AUDIO_EMPTY_FILE');
    return await readStart(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : readFailure(code, error);
  }
}

async function readStart(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function judgeText(text: string, extension: string): FileJudgement {
  const start = text.trimStart().slice(0, 400).toLowerCase();
  if (/^(<!doctype html|<html|<head|<body)/.test(start)) throw refusal('AUDIO_IS_WEB_PAGE');
  if (
    /^(#extm3u|ffconcat|\[playlist\]|<asx|<smil)|^<\?xml[^>]*>\s*<(mpd|playlist|smil)|^v=0\r?\n/.test(start)
  ) {
    throw refusal('AUDIO_IS_PLAYLIST');
  }
  if (!TRANSCRIPT_EXTENSIONS.includes(extension)) throw refusal('AUDIO_IS_TEXT');
  if (start.startsWith('webvtt')) return { kind: 'transcript', format: 'vtt' };
  if (/^\d+\s*\r?\n\s*\d+:\d\d:\d\d[,.]\d+\s*-->/.test(start)) return { kind: 'transcript', format: 'srt' };
  if (/^[[{]/.test(start) && extension === '.json') return { kind: 'transcript', format: 'json' };
  return { kind: 'transcript', format: extension === '.md' ? 'md' : 'txt' };
}

/** The text of a file's head, or `null` when it is no text: UTF-8 or UTF-16 without control characters. */
function readText(head: Buffer): string | null {
  const encoding =
    head[0] === 0xff && head[1] === 0xfe
      ? 'utf-16le'
      : head[0] === 0xfe && head[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  try {
    // `stream` forgives a character cut in two by the end of the head.
    const text = new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
    return CONTROL_CHARACTER.test(text) ? null : text;
  } catch {
    return null;
  }
}
