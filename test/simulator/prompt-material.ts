/** What the simulated model finds in the prompt: passages with the id they are cited by, null when the prompt gives none. */
export type Passage = { readonly id: string | null; readonly text: string };

/** A line that begins with an id in square brackets, with or without a time behind it. */
const MARKED_LINE = /^[ \t]*\[([\w.:-]{1,64})\][ \t]*(.*)$/gm;
const LEADING_TIME =
  /^[([]?\d{1,2}:\d{2}(:\d{2})?([.,]\d+)?([ \t]*(-|–|-->)[ \t]*\d{1,2}:\d{2}(:\d{2})?([.,]\d+)?)?[)\]]?:?[ \t]*/;
const CITATION_LIST = /"(?:citations|segmentIds|segments)"\s*:\s*\[([^\]]*)\]/g;

/**
 * Finds the transcript in a prompt: lines that start with `[id]`. Without such lines (material that was summarised before) the ids come from
 * citation lists inside, and the text from the prompt's sentences.
 */
export function findPassages(prompt: string): readonly Passage[] {
  const marked = [...prompt.matchAll(MARKED_LINE)].map(([, id = '', text = '']) => ({
    id,
    text: text.replace(LEADING_TIME, '').trim(),
  }));
  const spoken = marked.filter((passage) => passage.text !== '');
  if (spoken.length > 0) return spoken;
  const ids = findCitedIds(prompt);
  const sentences = splitSentences(prompt);
  return sentences.map((text, index) => ({ id: ids[index % Math.max(1, ids.length)] ?? null, text }));
}

/** The sentences of a text; a text without any sign is one sentence. */
export function splitSentences(text: string): string[] {
  const sentences = text.match(/[^.?!\n{}"]+[.?!]/g)?.map((sentence) => sentence.trim()) ?? [];
  const readable = sentences.filter((sentence) => /\p{L}{2}/u.test(sentence));
  return readable.length > 0 ? readable : [text.trim().slice(0, 200) || 'Nothing was said.'];
}

function findCitedIds(prompt: string): string[] {
  const lists = [...prompt.matchAll(CITATION_LIST)].flatMap(([, list = '']) => list.match(/[\w.:-]+/g) ?? []);
  return [...new Set(lists)];
}
