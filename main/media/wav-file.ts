import { open, stat } from 'node:fs/promises';

import { SAMPLE_RATE } from '../pipeline/speech/speech-features.ts';
import { segmentAudioMissing } from './media-failures.ts';

/** Bytes of one 16-bit sample. */
const SAMPLE_BYTES = 2;
const HEADER_BYTES = 44;

/**
 * Makes sure that a PCM file reaches up to a sample.
 * @throws LecternError `SEGMENT_AUDIO_MISSING`
 */
export async function assertSamples(pcmPath: string, endSample: number): Promise<void> {
  const { size } = await stat(pcmPath).catch((cause: unknown) => {
    throw segmentAudioMissing(cause);
  });
  if (size < endSample * SAMPLE_BYTES) throw segmentAudioMissing(new Error(`No samples up to ${endSample}.`));
}

/**
 * Reads the samples [startSample, endSample) of a PCM file as bytes.
 * @throws LecternError `SEGMENT_AUDIO_MISSING` when the file is gone or too short
 */
export async function readSamples(
  pcmPath: string,
  startSample: number,
  endSample: number,
): Promise<Uint8Array> {
  await assertSamples(pcmPath, endSample);
  const bytes = new Uint8Array((endSample - startSample) * SAMPLE_BYTES);
  const file = await open(pcmPath, 'r');
  try {
    await file.read(bytes, 0, bytes.length, startSample * SAMPLE_BYTES);
    return bytes;
  } finally {
    await file.close();
  }
}

/** Puts a WAV header (canonical 44 bytes, PCM, mono, 16 bit, 16 kHz) before samples. */
export function wavFile(samples: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + samples.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * SAMPLE_BYTES, 28);
  header.writeUInt16LE(SAMPLE_BYTES, 32);
  header.writeUInt16LE(8 * SAMPLE_BYTES, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}
