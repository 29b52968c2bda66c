import type { FileHandle } from 'node:fs/promises';

/** A box of an MP4 or QuickTime file (ISO/IEC 14496-12 §4.2); all places are bytes from the start of the file. */
export interface Mp4Box {
  readonly type: string;
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
}

/** A level of a file that people make holds a few dozen boxes; a hostile one could hold millions. */
const MOST_BOXES = 10_000;

/** The boxes between two places, one after the other; ends early at what is no box. Reads nothing but their heads. */
export async function* boxesIn(file: FileHandle, start: number, end: number): AsyncGenerator<Mp4Box, void> {
  let position = start;
  for (let count = 0; count < MOST_BOXES && position + 8 <= end; count += 1) {
    const head = await readAt(file, position, 16);
    if (head.length < 8) return;
    const box = boxAt(head, position, end);
    if (box === null) return;
    yield box;
    position = box.end;
  }
}

/** The first box down a path of types, such as `mdia`, `minf`, `stbl`; null when there is none. */
export async function findBox(
  file: FileHandle,
  within: Pick<Mp4Box, 'contentStart' | 'end'>,
  path: readonly string[],
): Promise<Mp4Box | null> {
  const [type, ...rest] = path;
  for await (const box of boxesIn(file, within.contentStart, within.end)) {
    if (box.type !== type) continue;
    const found = rest.length === 0 ? box : await findBox(file, box, rest);
    if (found !== null) return found;
  }
  return null;
}

/** All tracks of a file, wherever its `moov` box stands. */
export async function tracksOf(file: FileHandle): Promise<readonly Mp4Box[]> {
  const moov = await findMoov(file);
  const tracks: Mp4Box[] = [];
  if (moov === null) return tracks;
  for await (const box of boxesIn(file, moov.contentStart, moov.end))
    if (box.type === 'trak') tracks.push(box);
  return tracks;
}

/** The box with the description of all tracks; null when the file has none. */
export async function findMoov(file: FileHandle): Promise<Mp4Box | null> {
  const { size } = await file.stat();
  return findBox(file, { contentStart: 0, end: size }, ['moov']);
}

/** The type of the first sample entry of a track, such as `mp4a`; empty when it has none. */
export async function sampleEntryOf(file: FileHandle, track: Mp4Box): Promise<string> {
  const table = await findBox(file, track, ['mdia', 'minf', 'stbl', 'stsd']);
  // Version, flags and entry count, then the first entry's size and type.
  return table === null ? '' : (await readContent(file, table, 16)).toString('latin1', 12, 16);
}

/** The first bytes of a box's content, at most `bytes`. */
export function readContent(file: FileHandle, box: Mp4Box, bytes: number): Promise<Buffer> {
  return readAt(file, box.contentStart, Math.min(bytes, box.end - box.contentStart));
}

async function readAt(file: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, position);
  return buffer.subarray(0, bytesRead);
}

function boxAt(head: Buffer, start: number, limit: number): Mp4Box | null {
  const type = head.toString('latin1', 4, 8);
  const shortBytes = head.readUInt32BE(0);
  // 1 announces a 64-bit size after the type, 0 a box that reaches to the end.
  const isLong = shortBytes === 1 && head.length === 16;
  const bytes = isLong ? Number(head.readBigUInt64BE(8)) : shortBytes === 0 ? limit - start : shortBytes;
  const headBytes = isLong ? 16 : 8;
  if (bytes < headBytes) return null;
  return { type, start, contentStart: start + headBytes, end: Math.min(limit, start + bytes) };
}
