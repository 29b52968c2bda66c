import type { TranscriptionRequest } from '../provider-port.ts';
import type { TranscriptionCapability } from './capability.ts';

/** What is known of a lecture before it is heard. */
export interface LectureHints {
  readonly title: string;
  /** Terms and names of the course as they should be spelled. */
  readonly glossary: readonly string[];
  /** Language code such as `en` or `de-AT`; null lets the model find out. */
  readonly language: string | null;
}

/** The part of a request that helps a model to hear right. */
export type RequestHints = Pick<TranscriptionRequest, 'language' | 'languages' | 'prompt' | 'keywords'>;

/**
 * Writes title, glossary and language in the parameters a model takes, within its limits. Keywords with `<`, `>` or a line break
 * would make the server refuse the whole request, so these are taken out.
 */
export function requestHints(hints: LectureHints, capability: TranscriptionCapability): RequestHints {
  const keywords = keywordsOf(hints.glossary, capability);
  const prompt = promptOf(hints, capability);
  return {
    ...languageOf(hints.language, capability),
    ...(keywords.length === 0 ? {} : { keywords }),
    ...(prompt === '' ? {} : { prompt }),
  };
}

/** A text as one line without angle brackets and control characters. */
export function cleanHint(text: string): string {
  return text
    .replace(/[<>]/g, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

/** Servers take ISO 639-1 codes of two letters only. */
function languageOf(language: string | null, { languageParameter }: TranscriptionCapability): RequestHints {
  const code = language?.toLowerCase().split('-')[0] ?? '';
  if (!/^[a-z]{2}$/.test(code) || languageParameter === null) return {};
  return languageParameter === 'language' ? { language: code } : { languages: [code] };
}

function keywordsOf(glossary: readonly string[], { keywords }: TranscriptionCapability): readonly string[] {
  if (keywords === null) return [];
  return termsOf(glossary)
    .filter((term) => term.length <= keywords.longestCharacters)
    .slice(0, keywords.most);
}

/** The title, then as many terms as fit unless they go as keywords. No words of ours: a prompt should be in the language spoken. */
function promptOf(hints: LectureHints, { promptCharacters, keywords }: TranscriptionCapability): string {
  const title = cleanHint(hints.title).slice(0, promptCharacters);
  const terms = keywords === null ? termsOf(hints.glossary) : [];
  return terms.reduce((prompt, term, index) => {
    const longer = prompt === '' ? term : `${prompt}${index === 0 ? '. ' : ', '}${term}`;
    return longer.length <= promptCharacters ? longer : prompt;
  }, title);
}

function termsOf(glossary: readonly string[]): readonly string[] {
  const byMeaning = new Map(glossary.map(cleanHint).map((term) => [term.toLowerCase(), term]));
  byMeaning.delete('');
  return [...byMeaning.values()];
}
