import type { Reply } from './exchange.ts';
import { jsonReply } from './exchange.ts';
import type { HeardWord } from './hearing.ts';
import type { SimulatedModel } from './model-catalog.ts';
import type { TranscriptionWish } from './transcription-rules.ts';

/** A sentence with its times in seconds. */
type Sentence = { readonly text: string; readonly start: number; readonly end: number };

const LONGEST_SEGMENT_SECONDS = 30;

/** The reply to a transcription request in the wished format, with fields and usage as the model gives them. */
export function writeTranscription(
  words: readonly HeardWord[],
  seconds: number,
  model: SimulatedModel,
  wish: TranscriptionWish,
): Reply {
  const text = joinWords(words);
  if (wish.streams) return streamReply(text, model, seconds, wish);
  switch (wish.format) {
    case 'json':
      return jsonReply({ text, ...detected(model, text, wish), usage: usageOf(model, seconds, text) });
    case 'verbose_json':
      return jsonReply(verbose(words, seconds, wish));
    case 'diarized_json':
      return jsonReply(diarized(words, seconds, text));
    case 'text':
      return plainReply(`${text}\n`);
    case 'srt':
    case 'vtt':
      return plainReply(subtitles(words, wish.format));
  }
}

/** The words as one line of text. */
export function joinWords(words: readonly HeardWord[]): string {
  return words.map((word) => word.text).join(' ');
}

function plainReply(body: string): Reply {
  return { status: 200, contentType: 'text/plain; charset=utf-8', body };
}

function detected(model: SimulatedModel, text: string, wish: TranscriptionWish): Record<string, unknown> {
  if (!model.takesKeywords) return {};
  return { languages: text === '' ? [] : [{ code: wish.language ?? 'en' }] };
}

/** The GPT-4o models bill tokens (about ten a second of audio), the others time. */
function usageOf(model: SimulatedModel, seconds: number, text: string): Record<string, unknown> {
  if (!model.id.startsWith('gpt-4o')) return { type: 'duration', seconds: Math.ceil(seconds) };
  const audioTokens = Math.ceil(seconds * 10);
  const output = Math.ceil(text.length / 4);
  return {
    type: 'tokens',
    input_tokens: audioTokens,
    input_token_details: { audio_tokens: audioTokens, text_tokens: 0 },
    output_tokens: output,
    total_tokens: audioTokens + output,
  };
}

function verbose(
  words: readonly HeardWord[],
  seconds: number,
  wish: TranscriptionWish,
): Record<string, unknown> {
  const segments = toSentences(words).map((sentence, id) => ({
    id,
    seek: Math.floor(sentence.start / LONGEST_SEGMENT_SECONDS) * LONGEST_SEGMENT_SECONDS * 100,
    start: round(sentence.start),
    end: round(sentence.end),
    text: ` ${sentence.text}`,
    tokens: [50_364 + id],
    temperature: 0,
    avg_logprob: -0.2,
    compression_ratio: 1.3,
    no_speech_prob: 0.01,
  }));
  return {
    task: 'transcribe',
    language: wish.language ?? 'english',
    duration: round(seconds),
    text: joinWords(words),
    ...(wish.wantsSegments ? { segments } : {}),
    ...(wish.wantsWords ? { words: words.map(toTimedWord) } : {}),
    usage: { type: 'duration', seconds: Math.ceil(seconds) },
  };
}

/** Word lists come without punctuation, as whisper's do. */
function toTimedWord(word: HeardWord): Record<string, unknown> {
  return { word: word.text.replace(/[.,?!]$/, ''), start: round(word.start), end: round(word.end) };
}

function diarized(words: readonly HeardWord[], seconds: number, text: string): Record<string, unknown> {
  const segments = toSentences(words).map((sentence, index) => ({
    type: 'transcript.text.segment',
    id: `seg_${index}`,
    start: round(sentence.start),
    end: round(sentence.end),
    text: ` ${sentence.text}`,
    speaker: Math.floor(index / 4) % 2 === 0 ? 'A' : 'B',
  }));
  return {
    task: 'transcribe',
    duration: round(seconds),
    text,
    segments,
    usage: { type: 'duration', seconds: Math.ceil(seconds) },
  };
}

function subtitles(words: readonly HeardWord[], format: 'srt' | 'vtt'): string {
  const mark = format === 'srt' ? ',' : '.';
  const cues = toSentences(words).map(({ text, start, end }, index) => {
    const number = format === 'srt' ? `${index + 1}\n` : '';
    return `${number}${clock(start, mark)} --> ${clock(end, mark)}\n${text}\n\n`;
  });
  return (format === 'vtt' ? 'WEBVTT\n\n' : '') + cues.join('');
}

function clock(seconds: number, mark: string): string {
  const ms = Math.round(seconds * 1000);
  const hours = String(Math.floor(ms / 3_600_000)).padStart(2, '0');
  return `${hours}:${sixtieths(ms / 60_000)}:${sixtieths(ms / 1000)}${mark}${String(ms % 1000).padStart(3, '0')}`;
}

function sixtieths(value: number): string {
  return String(Math.floor(value) % 60).padStart(2, '0');
}

function toSentences(words: readonly HeardWord[]): Sentence[] {
  const sentences: Sentence[] = [];
  let from = 0;
  words.forEach((word, index) => {
    const start = words[from]?.start ?? word.start;
    const isLast = index === words.length - 1;
    if (!isLast && !/[.?!]$/.test(word.text) && word.end - start < LONGEST_SEGMENT_SECONDS) return;
    sentences.push({ text: joinWords(words.slice(from, index + 1)), start, end: word.end });
    from = index + 1;
  });
  return sentences;
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function streamReply(text: string, model: SimulatedModel, seconds: number, wish: TranscriptionWish): Reply {
  const done = {
    type: 'transcript.text.done',
    text,
    ...detected(model, text, wish),
    usage: usageOf(model, seconds, text),
  };
  const deltas = (text.match(/\S+\s*/g) ?? []).map((delta) => ({ type: 'transcript.text.delta', delta }));
  const body = [...deltas, done].map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
  return { status: 200, contentType: 'text/event-stream; charset=utf-8', body };
}
