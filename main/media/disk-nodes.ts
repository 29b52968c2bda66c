import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';

import type { CoreFileSystem, CoreStream, FfmpegCore } from './ffmpeg-core.ts';

/** Error numbers of the engine's C library (WASI). */
const INPUT_OUTPUT_ERROR = 29;
const NO_SPACE = 51;

/** The type of a box of an MP4 file that everybody skips (ISO/IEC 14496-12 §8.1.2). */
const FREE = Buffer.from('free');

/** What the engine passes when it reads or writes; `offset` is the place in `buffer`, `position` the one in the file. */
type TransferArguments = readonly [
  stream: CoreStream,
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number,
];

/** A file of the engine that is really on disk or in a callback. */
export interface DiskNode {
  /** What the disk answered when it failed; the engine itself only learns that something did. */
  readonly error: Error | undefined;
  /** Closes the file and removes the node. With `sync` the bytes are on disk afterwards. */
  close(options?: { readonly sync: boolean }): void;
}

/**
 * Shows `length` bytes of a file on disk, from `start` on, to the engine as `name`. Bytes are read when asked for.
 * @param onRead called with the position reached
 */
export function attachInput(
  core: FfmpegCore,
  input: {
    readonly name: string;
    readonly path: string;
    readonly start: number;
    readonly length: number;
    /** Places of four bytes each that read as `free`. */
    readonly hiddenTypes?: readonly number[];
    readonly onRead: (position: number) => void;
  },
): DiskNode {
  const descriptor = openSync(input.path, 'r');
  let error: Error | undefined;
  replaceOperations(core.FS, input.name, () => input.length, {
    read(...[, buffer, offset, length, position]: TransferArguments) {
      const wanted = Math.max(0, Math.min(length, input.length - position));
      input.onRead(position + wanted);
      try {
        const read = wanted === 0 ? 0 : readSync(descriptor, buffer, offset, wanted, input.start + position);
        for (const place of input.hiddenTypes ?? [])
          hideType(buffer.subarray(offset, offset + read), place - position);
        return read;
      } catch (cause) {
        error = cause as Error;
        throw new core.FS.ErrnoError(INPUT_OUTPUT_ERROR);
      }
    },
  });
  return {
    get error() {
      return error;
    },
    close() {
      closeSync(descriptor);
      core.FS.unlink(input.name);
    },
  };
}

/** Writes over a box's type what says "free space", as far as it lies in these bytes. */
function hideType(bytes: Uint8Array, at: number): void {
  for (const [index, letter] of FREE.entries()) {
    const place = at + index;
    if (place >= 0 && place < bytes.length) bytes[place] = letter;
  }
}

/**
 * Lets the engine write `name` straight to a new file on disk. Seeking back, as MP3 needs for its header, works.
 * @param onWrite sees the bytes first; what it throws ends the run
 */
export function attachDiskOutput(
  core: FfmpegCore,
  name: string,
  path: string,
  onWrite?: (bytes: Uint8Array) => void,
): DiskNode {
  const descriptor = openSync(path, 'w', 0o600);
  const output = attachOutput(core, name, (bytes, position) => {
    onWrite?.(bytes);
    let written = 0;
    while (written < bytes.length) {
      written += writeSync(descriptor, bytes, written, bytes.length - written, position + written);
    }
  });
  return {
    get error() {
      return output.error;
    },
    close(options) {
      output.close();
      if (options?.sync === true) fsyncSync(descriptor);
      closeSync(descriptor);
    },
  };
}

/**
 * Lets the engine write `name` to a callback.
 * @param write gets a view that is valid only during the call, and its position in the file; what it throws ends the run
 */
export function attachOutput(
  core: FfmpegCore,
  name: string,
  write: (bytes: Uint8Array, position: number) => void,
): DiskNode {
  let error: Error | undefined;
  let size = 0;
  replaceOperations(core.FS, name, () => size, {
    write(...[, buffer, offset, length, position]: TransferArguments) {
      try {
        write(new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length), position);
      } catch (cause) {
        error = cause as Error;
        throw new core.FS.ErrnoError(NO_SPACE);
      }
      size = Math.max(size, position + length);
      return length;
    },
  });
  return {
    get error() {
      return error;
    },
    close() {
      core.FS.unlink(name);
    },
  };
}

function replaceOperations(
  fileSystem: CoreFileSystem,
  name: string,
  size: () => number,
  stream: object,
): void {
  fileSystem.writeFile(name, '');
  const { node } = fileSystem.lookupPath(name);
  const epoch = new Date(0);
  const attributes = { dev: 1, nlink: 1, uid: 0, gid: 0, rdev: 0, atime: epoch, mtime: epoch, ctime: epoch };
  node.node_ops = {
    ...node.node_ops,
    getattr: () => ({
      ...attributes,
      ino: node.id,
      mode: node.mode,
      size: size(),
      blksize: 4096,
      blocks: Math.ceil(size() / 4096),
    }),
    setattr: () => undefined,
  };
  node.stream_ops = {
    ...node.stream_ops,
    ...stream,
    llseek(open: CoreStream, offset: number, whence: number) {
      if (whence === 1) return open.position + offset;
      return whence === 2 ? size() + offset : offset;
    },
  };
}
