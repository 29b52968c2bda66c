import { File } from 'node:buffer';
import type { OpenAI } from 'openai';
import type { Transcriber, TranscriptionRequest } from '../pipeline/provider-port.ts';
import type { OpenAiConnection } from './openai-connection.ts';

type TranscriptionParams = Parameters<OpenAI['audio']['transcriptions']['create']>[0];

const TYPES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  flac: 'audio/flac',
};

/** Transcription by a server that speaks the OpenAI API (`POST /audio/transcriptions`). */
export function createOpenAiTranscriber(connection: OpenAiConnection): Transcriber {
  return {
    host: () => connection.host(),
    async transcribe(request, signal) {
      const params = toParams(request);
      return connection.send(
        { endpoint: 'audio/transcriptions', model: request.model },
        (client, limited) => client.audio.transcriptions.create(params, { signal: limited }),
        signal,
      );
    },
  };
}

function toParams(request: TranscriptionRequest): TranscriptionParams {
  const { audio, fileName, model, responseFormat, timestamps, ...hints } = request;
  const type = TYPES[fileName.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  return {
    file: new File([audio], fileName, { type }),
    model,
    response_format: responseFormat,
    ...(timestamps === undefined ? {} : { timestamp_granularities: [...timestamps] }),
    // Required above 30 s by the model that tells speakers apart, and harmless below.
    ...(responseFormat === 'diarized_json' ? { chunking_strategy: 'auto' as const } : {}),
    ...toHints(hints),
  };
}

type Hints = Pick<TranscriptionRequest, 'language' | 'languages' | 'prompt' | 'keywords' | 'temperature'>;

function toHints({
  language,
  languages,
  prompt,
  keywords,
  temperature,
}: Hints): Partial<TranscriptionParams> {
  return {
    ...(language === undefined ? {} : { language }),
    ...(languages === undefined ? {} : { languages: [...languages] }),
    ...(prompt === undefined ? {} : { prompt }),
    ...(keywords === undefined ? {} : { keywords: [...keywords] }),
    ...(temperature === undefined ? {} : { temperature }),
  };
}
