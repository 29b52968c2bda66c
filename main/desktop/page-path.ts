import { join, normalize, sep } from 'node:path';

/** The file in `folder` that an address of the app (`lectern://app/…`) means, or null when it isn't one of the app's own. */
export function pagePath(folder: string, address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.protocol !== 'lectern:' || url.host !== 'app') return null;
  let wanted: string;
  try {
    wanted = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (wanted.includes('\0') || wanted.includes('\\')) return null;
  const path = normalize(join(folder, wanted === '/' ? 'index.html' : wanted));
  return path.startsWith(folder + sep) ? path : null;
}
