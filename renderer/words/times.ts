/** Durations in seconds and instants in ISO 8601, as a person reads them. */

const MINUTE = 60;
const HOUR = 3600;
const DAY_MS = 86_400_000;

const timeOfDay = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const weekdayAndDay = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const dayMonthYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** A length of time: "42 s", "9 min", "1 h 52 min", "43 h". */
export function duration(seconds: number): string {
  const rounded = Math.round(seconds);
  if (rounded < MINUTE) return `${rounded} s`;
  const minutes = Math.round(rounded / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return rest === 0 || hours >= 20 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** A moment of a recording as on a player: "36:12", "1:47:03". */
export function clock(seconds: number): string {
  const { hours, minutes, rest } = parts(seconds);
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

/** A moment of a recording inside a sentence, always with hours: "01:12:08". */
export function stamp(seconds: number): string {
  const { hours, minutes, rest } = parts(seconds);
  return `${pad(hours)}:${pad(minutes)}:${pad(rest)}`;
}

/** A moment of a recording for a screen reader: "1 hour 12 minutes 8 seconds". */
export function spokenTime(seconds: number): string {
  const { hours, minutes, rest } = parts(seconds);
  const named = [unit(hours, 'hour'), unit(minutes, 'minute'), unit(rest, 'second')];
  return named.filter((part) => part !== null).join(' ') || '0 seconds';
}

/** What is left of some work: "1 min left". Never falsely exact: whole minutes, and hours with minutes. */
export function timeLeft(seconds: number): string {
  return seconds < 45 ? 'under 1 min left' : `${duration(Math.max(MINUTE, seconds))} left`;
}

/** The day of an instant: "Today", "Yesterday", "Mon 16 Nov", "16 Nov 2025". */
export function day(iso: string, now: Date = new Date()): string {
  const date = new Date(iso);
  const daysAgo = Math.round((startOfDay(now) - startOfDay(date)) / DAY_MS);
  if (daysAgo === 0) return 'Today';
  if (daysAgo === 1) return 'Yesterday';
  if (date.getFullYear() !== now.getFullYear()) return dayAndYear(iso);
  return weekdayAndDay.format(date).replace(',', '');
}

/** A day with its year: "26 Feb 2027". */
export function dayAndYear(iso: string): string {
  return dayMonthYear.format(new Date(iso));
}

/** The time of an instant today, with the day before it otherwise: "14:07", "Mon 16 Nov, 14:07". */
export function moment(iso: string, now: Date = new Date()): string {
  const text = day(iso, now);
  const time = timeOfDay.format(new Date(iso));
  return text === 'Today' ? time : `${text}, ${time}`;
}

/** How long ago something was: "just now", "24 s ago", "5 min ago". */
export function ago(atMs: number, nowMs: number = Date.now()): string {
  const seconds = Math.max(0, (nowMs - atMs) / 1000);
  return seconds < 3 ? 'just now' : `${duration(seconds)} ago`;
}

function parts(seconds: number): { hours: number; minutes: number; rest: number } {
  const whole = Math.max(0, Math.floor(seconds));
  return {
    hours: Math.floor(whole / HOUR),
    minutes: Math.floor((whole % HOUR) / MINUTE),
    rest: whole % MINUTE,
  };
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

function unit(value: number, noun: string): string | null {
  if (value === 0) return null;
  return `${value} ${noun}${value === 1 ? '' : 's'}`;
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
