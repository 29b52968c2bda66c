import { join } from 'node:path';

import { root } from './places.mjs';

/** The script of a tool in node_modules; run it with this Node rather than through a shell. */
export function tool(path) {
  return join(root, 'node_modules', path);
}
