import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

const HEADER_BYTES = 44;
/** The size fields of a WAV header have 32 bits: about 13 hours at 44.1 kHz mono. */
const LARGEST_DATA_BYTES = 0xffff_ffff - HEADER_BYTES;

/** A WAV file (PCM, 16 bits, mono) that is written block by block, so its length never needs memory. */
export type WavWriter = {
  /** Appends samples in [-1, 1]; louder ones are clipped. */
  write: (samples: Float32Array) => Promise<void>;
  /** Writes the sizes into the header and closes the file. */
  close: () => Promise<void>;
};

/** Creates or replaces the file at `path`. Throws what the file system throws. */
export async function createWavWriter(path: string, sampleRate: number): Promise<WavWriter> {
  const file = await open(path, 'w');
  let dataBytes = 0;
  await file.write(wavHeader(sampleRate, 0), 0, HEADER_BYTES, 0);
  return {
    write: async (samples) => {
      dataBytes += await writeSamples(file, samples, HEADER_BYTES + dataBytes);
    },
    close: async () => {
      if (dataBytes > LARGEST_DATA_BYTES) throw new RangeError('too long for a WAV file');
      await file.write(wavHeader(sampleRate, dataBytes), 0, HEADER_BYTES, 0);
      await file.close();
    },
  };
}

/** Writes a whole recording that is already in memory. */
export async function writeWav(path: string, samples: Float32Array, sampleRate: number): Promise<void> {
  const writer = await createWavWriter(path, sampleRate);
  await writer.write(samples);
  await writer.close();
}

async function writeSamples(file: FileHandle, samples: Float32Array, position: number): Promise<number> {
  const block = new Int16Array(samples.length);
  for (let index = 0; index < samples.length; index++) {
    const sample = samples[index] ?? 0;
    block[index] = Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
  }
  const bytes = new Uint8Array(block.buffer);
  await file.write(bytes, 0, bytes.length, position);
  return bytes.length;
}

function wavHeader(sampleRate: number, dataBytes: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}
