import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

import { protocol } from 'electron';

import { answerMedia, mediaHost, type LocateMedia } from './media-scheme.ts';

/** The only origin the window loads from. */
export const appOrigin = 'lectern://app';

/** Every source a page may use, named; everything else is refused by `default-src 'none'`. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob: lectern://media",
  "connect-src 'self' lectern://media",
  "font-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Makes `lectern:` a secure, standard scheme. Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'lectern', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

/** Serves the built pages from `rendererFolder`, and nothing outside it; playback audio by the id of its lecture. */
export function serveApp(rendererFolder: string, locate: LocateMedia): void {
  protocol.handle('lectern', async (request) => {
    if (request.method === 'GET' && new URL(request.url).host === mediaHost)
      return answerMedia(request, locate);
    const path = resolveInside(rendererFolder, request.url);
    if (request.method !== 'GET' || path === null) return answer(404, null);
    const type = mediaTypes[extname(path)];
    if (type === undefined) return answer(404, null);
    try {
      return answer(200, new Uint8Array(await readFile(path)), type);
    } catch {
      return answer(404, null);
    }
  });
}

/** The file an address of the app means, or null when it isn't one of the app's own. */
export function resolveInside(folder: string, address: string): string | null {
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

function answer(status: number, body: Uint8Array<ArrayBuffer> | null, type = 'text/plain'): Response {
  return new Response(body, {
    status,
    headers: {
      'content-type': type,
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  });
}
