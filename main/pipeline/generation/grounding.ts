import { createHash } from 'node:crypto';
import { cleanLine } from './clean-text.ts';
import { evenly } from './evenly.ts';

/** Fields every item carries besides its text. */
export interface ItemFields {
  readonly id: string;
  readonly citations: string[];
  readonly grounded: boolean;
}

/** Most segments one item points to; more says nothing about where it stands. */
export const MOST_CITATIONS = 8;
const ID_CHARACTERS = 12;

/**
 * Id and checked citations of an item. Ids that are not in the transcript are dropped; without any left the item is not grounded. The id
 * follows from what the item asks or says, so the same card in a later version updates the one that was taken away before.
 */
export function groundItem(
  kind: string,
  text: string,
  citations: readonly string[],
  knownIds: ReadonlySet<string>,
): ItemFields {
  const named = citations.map((citation) => citation.replace(/^[\s[(]+|[\s\])]+$/g, ''));
  const known = [...new Set(named)].filter((id) => knownIds.has(id)).slice(0, MOST_CITATIONS);
  return { id: itemId(kind, text), citations: known, grounded: known.length > 0 };
}

/** `card-1f2e3d4c5b6a`: equal for texts that differ only in case and spaces. */
export function itemId(kind: string, text: string): string {
  const hash = createHash('sha256').update(cleanLine(text).toLowerCase()).digest('hex');
  return `${kind}-${hash.slice(0, ID_CHARACTERS)}`;
}

/**
 * Items in order, each id once: the first stands and takes over the citations of the ones that repeat it. When that makes too many, they are
 * thinned evenly, so that an item found all through the lecture still leads to all of it.
 */
export function withoutRepeats<Item extends ItemFields>(items: readonly Item[]): readonly Item[] {
  const first = new Map<string, Item>();
  const cited = new Map<string, string[]>();
  for (const item of items) {
    if (!first.has(item.id)) first.set(item.id, item);
    cited.set(item.id, [...(cited.get(item.id) ?? []), ...item.citations]);
  }
  return [...first.values()].map((item) => {
    const citations = [...evenly([...new Set(cited.get(item.id))], MOST_CITATIONS)];
    return { ...item, citations, grounded: citations.length > 0 };
  });
}
