/** Signs that do not occur in text: control characters other than white space. Shares above this are no text. */
const MOST_CONTROL_SHARE = 0.001;

/** How many bytes are looked at to tell UTF-16 without a mark. */
const SAMPLE_BYTES = 4_096;

/**
 * Text from bytes of unknown encoding: a byte order mark decides; else UTF-16 by its zero bytes, UTF-8 where it is valid, and
 * Windows-1252, which has a sign for nearly every byte, for what is left. Lines end in `\n`. Null for what is no text.
 */
export function decodeText(bytes: Buffer): string | null {
  const text = decode(bytes)
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n');
  const controls = text.match(/[\u0000-\u0008\u000b\u000e-\u001f\u007f\ufffd]/g)?.length ?? 0;
  return controls > text.length * MOST_CONTROL_SHARE ? null : text;
}

function decode(bytes: Buffer): string {
  const encoding = encodingOf(bytes);
  if (encoding !== null) return new TextDecoder(encoding).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function encodingOf(bytes: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const zeros = [0, 1].map(
    (offset) => sample.filter((byte, index) => byte === 0 && index % 2 === offset).length,
  );
  const half = sample.length / 2;
  if ((zeros[1] ?? 0) > half * 0.4 && (zeros[0] ?? 0) < half * 0.05) return 'utf-16le';
  if ((zeros[0] ?? 0) > half * 0.4 && (zeros[1] ?? 0) < half * 0.05) return 'utf-16be';
  return null;
}
