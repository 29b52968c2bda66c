import { open, type FileHandle } from 'node:fs/promises';

/** Largest `moov` box looked into. A 24-hour film's is about 40 MB. */
const LARGEST_MOOV_BYTES = 96 * 1024 * 1024;

/** Boxes on the way from `moov` to the sample descriptions (ISO/IEC 14496-12 §8). */
const CONTAINER_BOXES = ['moov', 'trak', 'mdia', 'minf', 'stbl'];

/**
 * Sample entries of protected sound: Common Encryption (ISO/IEC 23001-7), FairPlay, Audible.
 * A protected picture beside clear sound does no harm.
 */
const PROTECTED_ENTRIES = ['enca', 'drms', 'aavd'];

/** Content Encryption Object and Extended Content Encryption Object of ASF (§3.14, §3.15), as bytes on disk. */
const ASF_ENCRYPTION = [
  Buffer.from('fbb31122 23bd d211 b4b700a0c955fc6e'.replaceAll(' ', ''), 'hex'),
  Buffer.from('14e68a29 2226 174c b935dae07ee9289c'.replaceAll(' ', ''), 'hex'),
];

/** Whether the sound of a recording is protected. FFmpeg would decode it to noise instead of saying so. */
export async function isEncrypted(path: string, container: string): Promise<boolean> {
  if (container !== 'mov' && container !== 'asf') return false;
  const file = await open(path, 'r');
  try {
    if (container === 'asf') return await isProtectedAsf(file);
    const moov = await findMoov(file);
    return moov !== null && holdsProtectedEntry(moov);
  } finally {
    await file.close();
  }
}

async function isProtectedAsf(file: FileHandle): Promise<boolean> {
  const header = Buffer.alloc(64 * 1024);
  const { bytesRead } = await file.read(header, 0, header.length, 0);
  return ASF_ENCRYPTION.some((mark) => header.subarray(0, bytesRead).includes(mark));
}

/** The content of the top-level `moov` box, wherever it stands in the file. */
async function findMoov(file: FileHandle): Promise<Buffer | null> {
  const { size: fileBytes } = await file.stat();
  const head = Buffer.alloc(16);
  for (let position = 0; position + 8 <= fileBytes;) {
    await file.read(head, 0, 16, position);
    const box = readBoxHead(head, 0, fileBytes - position);
    if (box.bytes < box.headBytes) return null;
    if (box.type === 'moov') {
      if (box.bytes > LARGEST_MOOV_BYTES) return null;
      const content = Buffer.alloc(box.bytes - box.headBytes);
      await file.read(content, 0, content.length, position + box.headBytes);
      return content;
    }
    position += box.bytes;
  }
  return null;
}

function holdsProtectedEntry(content: Buffer): boolean {
  for (let position = 0; position + 8 <= content.length;) {
    const box = readBoxHead(content, position, content.length - position);
    if (box.bytes < box.headBytes) return false;
    const inner = content.subarray(position + box.headBytes, position + box.bytes);
    if (CONTAINER_BOXES.includes(box.type) && holdsProtectedEntry(inner)) return true;
    // Version, flags and entry count, then the first entry's size and type.
    if (box.type === 'stsd' && PROTECTED_ENTRIES.includes(inner.toString('latin1', 12, 16))) return true;
    position += box.bytes;
  }
  return false;
}

function readBoxHead(buffer: Buffer, position: number, restBytes: number) {
  const type = buffer.toString('latin1', position + 4, position + 8);
  const shortBytes = buffer.readUInt32BE(position);
  // 1 announces a 64-bit size after the type, 0 a box that reaches to the end (§4.2).
  if (shortBytes === 1 && position + 16 <= buffer.length) {
    return { type, headBytes: 16, bytes: Number(buffer.readBigUInt64BE(position + 8)) };
  }
  return { type, headBytes: 8, bytes: shortBytes === 0 ? restBytes : shortBytes };
}
