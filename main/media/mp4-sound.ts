import { open, type FileHandle } from 'node:fs/promises';

import { findBox, findMoov, readContent, sampleEntryOf, tracksOf, type Mp4Box } from './mp4-boxes.ts';

/**
 * What the engine need not look at in an MP4 or QuickTime file. FFmpeg reads the place of every picture and every piece of sound into memory
 * before it begins, and copies all of it to apply a list of edits: for three hours of video 45 MB.
 */
export interface Mp4Sound {
  /** Places of the types of tracks without sound, which are shown to the engine as free space. Bytes. */
  readonly hiddenTypes: readonly number[];
  /** Whether one of them is a moving picture. */
  readonly hasPicture: boolean;
  /** Whether the sound is played from end to end, so that its list of edits says nothing but where it begins. */
  readonly isUncut: boolean;
}

/** Encoders put up to this much before the first sound, and players leave it out. Seconds. */
const LONGEST_LEAD_SECONDS = 0.2;

/** Single pictures that belong to chapters; no video (QuickTime's name for JPEG and PNG). */
const STILL_PICTURES = ['jpeg', 'png '];

/** Looks at the tracks of an MP4 file. Null when it has no sound, or comes in fragments that name their tracks again. */
export async function findMp4Sound(path: string): Promise<Mp4Sound | null> {
  const file = await open(path, 'r');
  try {
    const moov = await findMoov(file);
    if (moov === null || (await findBox(file, moov, ['mvex'])) !== null) return null;
    const tracks: { readonly box: Mp4Box; readonly handler: string }[] = [];
    for (const box of await tracksOf(file)) tracks.push({ box, handler: await handlerOf(file, box) });
    const sound = tracks.filter(({ handler }) => handler === 'soun');
    if (sound.length === 0) return null;
    const others = tracks.filter(({ handler }) => handler !== 'soun');
    const pictures = others.filter(({ handler }) => handler === 'vide');
    return {
      hiddenTypes: others.map(({ box }) => box.start + 4),
      hasPicture: await some(
        pictures,
        async ({ box }) => !STILL_PICTURES.includes(await sampleEntryOf(file, box)),
      ),
      isUncut: !(await some(sound, async ({ box }) => isCut(file, moov, box))),
    };
  } finally {
    await file.close();
  }
}

/** What a track holds: `soun`, `vide`, `text` and others. */
async function handlerOf(file: FileHandle, track: Mp4Box): Promise<string> {
  const handler = await findBox(file, track, ['mdia', 'hdlr']);
  return handler === null ? '' : (await readContent(file, handler, 12)).toString('latin1', 8, 12);
}

/** Whether the list of edits (§8.6.6) leaves out more than an encoder's lead, or plays in another order. */
async function isCut(file: FileHandle, moov: Mp4Box, track: Mp4Box): Promise<boolean> {
  const list = await findBox(file, track, ['edts', 'elst']);
  if (list === null) return false;
  const edits = readEdits(await readContent(file, list, 64));
  const movie = await readLength(file, moov, ['mvhd']);
  const media = await readLength(file, track, ['mdia', 'mdhd']);
  if (edits === null || movie === null || media === null) return true;
  const [edit, ...more] = edits.filter(({ mediaTime }) => mediaTime >= 0);
  if (edit === undefined || more.length > 0) return true;
  const startSeconds = edit.mediaTime / media.scale;
  const endSeconds =
    edit.duration === 0 ? Number.POSITIVE_INFINITY : startSeconds + edit.duration / movie.scale;
  return (
    startSeconds > LONGEST_LEAD_SECONDS || endSeconds < media.duration / media.scale - LONGEST_LEAD_SECONDS
  );
}

interface Edit {
  /** In units of the movie; 0 is to the end. */
  readonly duration: number;
  /** In units of the track; -1 is an empty edit: a wait before the track begins. */
  readonly mediaTime: number;
}

/** The edits of a list of at most two; null for a longer or broken one. */
function readEdits(content: Buffer): readonly Edit[] | null {
  const isLong = content[0] === 1;
  const count = content.length < 8 ? Number.POSITIVE_INFINITY : content.readUInt32BE(4);
  const bytes = isLong ? 20 : 12;
  if (count > 2 || content.length < 8 + count * bytes) return null;
  return Array.from({ length: count }, (_, index) => {
    const at = 8 + index * bytes;
    return isLong
      ? { duration: Number(content.readBigUInt64BE(at)), mediaTime: Number(content.readBigInt64BE(at + 8)) }
      : { duration: content.readUInt32BE(at), mediaTime: content.readInt32BE(at + 4) };
  });
}

/** Units a second and length in them, from a movie's or a track's header (§8.2.2, §8.4.2); null when it is broken. */
async function readLength(
  file: FileHandle,
  within: Mp4Box,
  path: readonly string[],
): Promise<{ readonly scale: number; readonly duration: number } | null> {
  const header = await findBox(file, within, path);
  const content = header === null ? Buffer.alloc(0) : await readContent(file, header, 32);
  const isLong = content[0] === 1;
  if (content.length < (isLong ? 32 : 20)) return null;
  const scale = content.readUInt32BE(isLong ? 20 : 12);
  const duration = isLong ? Number(content.readBigUInt64BE(24)) : content.readUInt32BE(16);
  return scale === 0 ? null : { scale, duration };
}

async function some<Item>(items: readonly Item[], holds: (item: Item) => Promise<boolean>): Promise<boolean> {
  for (const item of items) if (await holds(item)) return true;
  return false;
}
