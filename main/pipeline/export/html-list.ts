/** An item of a list; its HTML is safe already. */
export interface Bullet {
  /** 0 is the outermost. */
  readonly depth: number;
  readonly html: string;
}

/** A run of bullets as nested lists. A bullet deeper than its predecessor by more than one level is put one level below it. */
export function bulletList(bullets: readonly Bullet[]): string {
  let html = '';
  let open = -1;
  for (const { depth, html: content } of bullets) {
    if (depth > open) {
      html += '<ul>';
      open += 1;
    } else {
      html += '</li>';
      for (; open > depth; open -= 1) html += '</ul></li>';
    }
    html += `<li dir="auto">${content}`;
  }
  return html + '</li></ul>'.repeat(open + 1);
}
