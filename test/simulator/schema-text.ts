import { asText } from './json-value.ts';
import type { JsonRecord } from './json-value.ts';
import type { Place } from './schema-answer.ts';

/** A formula that has to survive every step between the model and the page. */
const FORMULA = '$\\Delta S = \\oint dQ/T$';
const CARRIES_FORMULA = /^(back|definition|bullets|points|text|explanation)$/i;
const FORMAT_SAMPLES: Readonly<Record<string, string>> = {
  'date-time': '2026-11-23T09:00:00Z',
  date: '2026-11-23',
  time: '09:00:00Z',
  duration: 'PT45M',
  email: 'someone@example.org',
  hostname: 'example.org',
  ipv4: '127.0.0.1',
  ipv6: '::1',
  uuid: '0f8fad5b-d9cb-469f-a165-70867728950e',
};

/** Short texts by the name of their field; every other field gets a whole sentence. */
const BY_NAME: Readonly<Record<string, (words: readonly string[], index: number) => string>> = {
  title: (words) => words.slice(0, 5).join(' '),
  heading: (words) => words.slice(0, 5).join(' '),
  term: nameThing,
  concept: nameThing,
  tags: (words, index) => (words[index % words.length] ?? 'lecture').toLowerCase(),
  language: () => 'en',
  front: ask,
  prompt: ask,
  question: ask,
  choices: (words, index) =>
    `${String.fromCodePoint(65 + index)}: ${words.slice(0, 6).join(' ')} (${index + 1})`,
};

/** A text for one string of the schema, made of what was said in the passages the place is about. */
export function writeText(schema: JsonRecord, place: Place): string {
  const sample = FORMAT_SAMPLES[asText(schema['format']) ?? ''];
  if (sample !== undefined) return sample;
  const { nextHostile, passages } = place.material;
  const text = nextHostile === undefined ? fromPassages(place) : nextHostile();
  const pattern = asText(schema['pattern']);
  if (pattern !== null && !matches(pattern, text)) {
    return passages.flatMap(({ id }) => id ?? []).find((id) => matches(pattern, id)) ?? text;
  }
  const limit = asText(schema['description']) ?? '';
  const hasFormula = nextHostile === undefined && CARRIES_FORMULA.test(place.name) && place.index === 1;
  return hasFormula ? `${FORMULA} ${shorten(text, limit, FORMULA)}` : shorten(text, limit, '');
}

function fromPassages(place: Place): string {
  const sentence = place.material.passages[place.from]?.text ?? 'Nothing was said.';
  const words = sentence.replace(/[.?!,]/g, '').split(/\s+/);
  const write = BY_NAME[place.name.toLowerCase()];
  if (write !== undefined) return write(words, place.index);
  return sentence;
}

function ask(words: readonly string[]): string {
  return `What was said about “${words.slice(0, 6).join(' ')}”?`;
}

/** The two longest words, as they were said: closest to a term in made-up speech. */
function nameThing(words: readonly string[]): string {
  const longest = words.toSorted((a, b) => b.length - a.length).slice(0, 2);
  return words.filter((word) => longest.includes(word)).join(' ');
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return false;
  }
}

/** Keeps to "at most 120 characters" or "at most 15 words" in a description, less what is written already. */
function shorten(text: string, description: string, written: string): string {
  const limit = /(?:at most|up to|maximum|no more than)\s+(\d+)\s+(characters|words)/i.exec(description);
  if (limit === null) return text;
  const isWords = limit[2] === 'words';
  const used = isWords ? (written.match(/\S+/g)?.length ?? 0) : written.length;
  const left = Math.max(1, Number(limit[1]) - used);
  return isWords ? text.split(/\s+/).slice(0, left).join(' ') : text.slice(0, left);
}
