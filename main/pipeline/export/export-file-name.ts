import { plainText } from './marked-text.ts';

/** What stands for `{title}`, `{course}`, `{date}` and `{format}` in a template. */
export interface FileNameValues {
  readonly title: string;
  readonly course: string | null;
  /** `2026-11-23` */
  readonly date: string;
  readonly format: string;
}

/**
 * Longest name before the extension, in bytes of UTF-8. File systems take 255 for the whole (ext4, APFS; NTFS counts UTF-16 units, which
 * are never more); the rest is room for ` (2)` and the extension.
 */
const MOST_BYTES = 200;

/** Names Windows keeps for devices, with or without an extension. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)(?=\.|\s*$)/i;

/** Characters no name may hold on some system, and halves of characters. */
const unsafe = /[<>:"/\\|?*]|\p{Cs}/gu;

/** Marks that are not seen and make a name read other than it is written. Joiners stay: emoji and Persian need them. */
const invisible = /[\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\u061c\ufeff\ufff9-\ufffb]/g;

/** The name of an export from the template in `exports.fileName`, safe on Windows, macOS and Linux; with its extension. */
export function exportFileName(template: string, values: FileNameValues, extension: string): string {
  const filled = template.replaceAll(/\{(title|course|date|format)\}/g, (_, name: keyof FileNameValues) =>
    safe(values[name] ?? ''),
  );
  const stem = cutToBytes(tidy(safe(filled)), MOST_BYTES);
  const named = stem === '' ? 'Lecture' : stem;
  return `${deviceName.test(named) ? '_' : ''}${named}.${extension}`;
}

function safe(text: string): string {
  return plainText(text.normalize('NFC')).replaceAll(invisible, '').replaceAll(unsafe, '-');
}

/** No spaces in a row, and neither spaces, dots nor dividers that an empty value left at the ends: Windows drops the dots itself. */
function tidy(name: string): string {
  return name
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[\s.\-–_]+|[\s.]+$/g, '')
    .replaceAll(/[\s.\-–]+$/g, '');
}

/** Cuts between what people see as characters, never inside an emoji. */
function cutToBytes(name: string, mostBytes: number): string {
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(name)) {
    if (Buffer.byteLength(kept + segment) > mostBytes) return tidy(kept);
    kept += segment;
  }
  return kept;
}
