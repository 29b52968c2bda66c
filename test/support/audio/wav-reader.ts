import { readFile } from 'node:fs/promises';

/** A recording in memory. */
export type Recording = { readonly sampleRate: number; readonly samples: Float32Array };

/** Reads a WAV file (PCM, 16 bits, mono). Throws an Error for any other file. */
export async function readWav(path: string): Promise<Recording> {
  const bytes = await readFile(path);
  if (bytes.toString('latin1', 0, 4) !== 'RIFF') throw new Error(`${path} is no WAV file`);
  const format = findChunk(bytes, 'fmt ');
  const data = findChunk(bytes, 'data');
  const isMono16 = format.readUInt16LE(2) === 1 && format.readUInt16LE(14) === 16;
  if (!isMono16) throw new Error(`${path} is not mono with 16 bits`);
  const samples = new Float32Array(Math.floor(data.length / 2));
  for (let index = 0; index < samples.length; index++) samples[index] = data.readInt16LE(index * 2) / 32_768;
  return { sampleRate: format.readUInt32LE(4), samples };
}

function findChunk(bytes: Buffer, name: string): Buffer {
  for (let at = 12; at + 8 <= bytes.length; at += 8 + bytes.readUInt32LE(at + 4)) {
    const length = bytes.readUInt32LE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === name) return bytes.subarray(at + 8, at + 8 + length);
  }
  throw new Error(`no chunk "${name}" in the WAV file`);
}
