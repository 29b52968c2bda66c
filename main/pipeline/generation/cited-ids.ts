/** Ids of all segments that anything in a content cites, however deep it stands. */
export function citedIds(content: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  collect(content, found);
  return found;
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name !== 'citations' || !Array.isArray(inner)) collect(inner, found);
    else inner.filter((id) => typeof id === 'string').forEach((id) => found.add(id));
  }
}
