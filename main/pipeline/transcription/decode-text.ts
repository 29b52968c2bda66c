/** Control characters other than white space do not occur in text; a few are damage, this share of them is another kind of file. */
const MOST_CONTROL_SHARE = 0.001;
const MOST_CONTROLS = 8;

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
  return controls > Math.max(MOST_CONTROLS, text.length * MOST_CONTROL_SHARE) ? null : text;
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

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

const MARKS: readonly (readonly [mark: string, encoding: Encoding])[] = [
  ['efbbbf', 'utf-8'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
];

function encodingOf(bytes: Buffer): Encoding | null {
  const beginning = bytes.subarray(0, 3).toString('hex');
  const marked = MARKS.find(([mark]) => beginning.startsWith(mark));
  return marked?.[1] ?? guessUtf16(bytes.subarray(0, SAMPLE_BYTES));
}

/** Text of most languages in UTF-16 has a zero in every other byte. */
function guessUtf16(sample: Buffer): Encoding | null {
  const shareOfZeros = (offset: number) =>
    sample.filter((byte, index) => byte === 0 && index % 2 === offset).length / (sample.length / 2);
  const [first, second] = [shareOfZeros(0), shareOfZeros(1)];
  if (second > 0.4 && first < 0.05) return 'utf-16le';
  return first > 0.4 && second < 0.05 ? 'utf-16be' : null;
}
