/** `12:34`, or `1:02:03` from one hour on; whole seconds, never rounded up to a moment after the sentence began. */
export function clockTime(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = pad(seconds % 60, 2);
  return hours > 0 ? `${hours}:${pad(minutes, 2)}:${rest}` : `${minutes}:${rest}`;
}

/** `00:12:34,567` as SubRip writes it, or with another mark before the milliseconds as WebVTT does. */
export function cueTime(milliseconds: number, mark: ',' | '.'): string {
  const seconds = Math.floor(milliseconds / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${parts.map((part) => pad(part, 2)).join(':')}${mark}${pad(milliseconds % 1000, 3)}`;
}

/** Times of citations as they stand in texts: ` [1:02] [12:34]`, empty when there are none. */
export function citationMarks(startsMs: readonly number[]): string {
  return startsMs.map((start) => ` [${clockTime(start)}]`).join('');
}

/** `2026-11-23`, the day on this machine. */
export function localDate(epochMs: number): string {
  const date = new Date(epochMs);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
}

function pad(value: number, width: number): string {
  return `${value}`.padStart(width, '0');
}
