import { evenly } from '../evenly.ts';
import { withoutRepeats, type ItemFields } from '../grounding.ts';

/**
 * Keeps at most `most` items without favouring the beginning of the lecture: grounded ones go first, then evenly spaced over the order they
 * came in, which is kept.
 */
export function thinOut<Item extends { readonly grounded: boolean }>(
  items: readonly Item[],
  most: number,
): readonly Item[] {
  if (items.length <= most) return items;
  const grounded = items.filter((item) => item.grounded);
  if (grounded.length > most) return evenly(grounded, most);
  const others = evenly(
    items.filter((item) => !item.grounded),
    most - grounded.length,
  );
  const kept = new Set([...grounded, ...others]);
  return items.filter((item) => kept.has(item));
}

/** Puts the items of sections together, each once, so that every section keeps its share when there are too many. */
export function pickFairly<Item extends ItemFields>(
  sections: readonly (readonly Item[])[],
  most: number,
): readonly Item[] {
  const distinct = withoutRepeats(sections.flat());
  const bySection = sections.map((section) => {
    const ids = new Set(section.map((item) => item.id));
    return distinct.filter((item) => ids.has(item.id));
  });
  const claimed = new Set<string>();
  const own = bySection.map((items) => items.filter((item) => claim(claimed, item.id)));
  const shares = shareOut(
    own.map((items) => items.length),
    most,
  );
  return own.flatMap((items, index) => thinOut(items, shares[index] ?? 0));
}

/** One to each in turn until all is given out or nobody can take more. When there is less than one for each, it is spread over all. */
export function shareOut(wanted: readonly number[], most: number): readonly number[] {
  if (wanted.length > most) {
    const chosen = new Set(evenly([...wanted.keys()], most));
    return wanted.map((wish, index) => (chosen.has(index) ? Math.min(1, wish) : 0));
  }
  const shares = wanted.map(() => 0);
  for (let left = most; left > 0;) {
    const before = left;
    for (const [index, wish] of wanted.entries()) {
      const share = shares[index] ?? 0;
      if (left === 0 || share >= wish) continue;
      shares[index] = share + 1;
      left -= 1;
    }
    if (left === before) break;
  }
  return shares;
}

function claim(claimed: Set<string>, id: string): boolean {
  if (claimed.has(id)) return false;
  claimed.add(id);
  return true;
}
