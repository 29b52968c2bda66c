import { modelNotFound } from './api-error.ts';
import type { AudioDecoder } from './audio-decoder.ts';
import type { Computed, EndpointWork, Exchange } from './exchange.ts';
import { sha256 } from './exchange.ts';
import type { Fault } from './faults.ts';
import { hear } from './hearing.ts';
import type { Heard, HeardWord } from './hearing.ts';
import { HOSTILE_TEXTS } from './hostile-content.ts';
import { transcriptionMs } from './latency.ts';
import type { Latency } from './latency.ts';
import type { LedgerEntry } from './ledger.ts';
import type { ModelCatalog } from './model-catalog.ts';
import { joinWords, writeTranscription } from './transcription-answer.ts';
import { readTranscriptionForm, toParams } from './transcription-form.ts';
import type { TranscriptionForm } from './transcription-form.ts';
import { checkDuration, checkTranscription, corruptedFile } from './transcription-rules.ts';

/** What the endpoint works with. */
export type TranscriptionParts = {
  readonly models: ModelCatalog;
  readonly decoder: AudioDecoder;
  readonly latency: () => Latency;
};

/** How many recordings are remembered, so that a repeated request costs no listening. */
const MOST_REMEMBERED = 5000;

/** `POST /v1/audio/transcriptions`. */
export function createTranscriptions(parts: TranscriptionParts): EndpointWork<TranscriptionForm> {
  const listen = createListener(parts.decoder);
  return {
    describe: describeForm,
    compute: async (form, entry, fault) => {
      const model = parts.models.find(entry.model ?? '');
      if (model === undefined || model.kind !== 'transcription') throw modelNotFound(entry.model ?? '');
      const wish = checkTranscription(form, model);
      const heard = await listen(form.file, entry);
      if (heard === null) throw corruptedFile();
      entry.audioSeconds = heard.seconds;
      checkDuration(form, model, heard.seconds);
      const words = alterWords(heard, fault);
      const reply = writeTranscription(words, heard.seconds, model, wish);
      return {
        reply,
        thinkMs: transcriptionMs(parts.latency(), heard.seconds),
        answer: joinWords(words),
      } satisfies Computed;
    },
  };
}

async function describeForm({ request, entry }: Exchange, body: Buffer): Promise<TranscriptionForm> {
  const form = await readTranscriptionForm(request.headers['content-type'] ?? '', body);
  entry.model = form.fields.get('model')?.[0] ?? null;
  entry.params = toParams(form);
  entry.audioBytes = form.file.length;
  entry.contentSha256 = sha256(form.file);
  return form;
}

function createListener(
  decoder: AudioDecoder,
): (file: Uint8Array, entry: LedgerEntry) => Promise<Heard | null> {
  const remembered = new Map<string, Heard>();
  return async (file, entry) => {
    const key = entry.contentSha256 ?? sha256(file);
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const samples = await decoder.decode(file);
    if (samples === null) return null;
    const heard = await hear(samples, Number.parseInt(key.slice(0, 8), 16));
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(key, heard);
    return heard;
  };
}

function alterWords(heard: Heard, fault: Fault | null): readonly HeardWord[] {
  switch (fault?.kind) {
    case 'loop':
      return spread('And the energy is conserved, '.repeat(60).trim(), heard.seconds);
    case 'invented':
      return spread(
        'Thank you for watching. Please subscribe to the channel. Subtitles by the community.',
        heard.seconds,
      );
    case 'empty-text':
      return [];
    case 'hostile':
      return spread(HOSTILE_TEXTS.join('\n'), heard.seconds);
    default:
      return heard.words;
  }
}

/** Sets a text over the whole audio, as a model does that has lost the thread. */
function spread(text: string, seconds: number): HeardWord[] {
  const pieces = text.split(' ');
  const step = seconds / pieces.length;
  return pieces.map((piece, index) => ({ text: piece, start: index * step, end: (index + 1) * step }));
}
