/** The file name endings the transcription endpoint accepts, as its error message lists them. */
export const ACCEPTED_ENDINGS = [
  'flac',
  'm4a',
  'mp3',
  'mp4',
  'mpeg',
  'mpga',
  'oga',
  'ogg',
  'wav',
  'webm',
] as const;

/** The containers that can be told from their first bytes. */
export type Container = 'flac' | 'mp3' | 'mp4' | 'ogg' | 'wav' | 'webm';

/** Tells the container from the first bytes, or null when they belong to none that is accepted. */
export function sniffContainer(bytes: Uint8Array): Container | null {
  const text = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (text.startsWith('fLaC')) return 'flac';
  if (text.startsWith('OggS')) return 'ogg';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WAVE') return 'wav';
  if (text.slice(4, 8) === 'ftyp') return 'mp4';
  if (text.startsWith('\x1a\x45\xdf\xa3')) return 'webm';
  return looksLikeMpegAudio(bytes, text) ? 'mp3' : null;
}

function looksLikeMpegAudio(bytes: Uint8Array, text: string): boolean {
  if (text.startsWith('ID3')) return true;
  const [first = 0, second = 0, third = 0] = bytes;
  const isSync = first === 0xff && (second & 0xe0) === 0xe0;
  // Layer, bit rate and sampling rate each have a value that is never used; text in UTF-16 begins with one of them.
  return isSync && (second & 0x06) !== 0 && third >> 4 !== 15 && (third & 0x0c) !== 0x0c;
}
