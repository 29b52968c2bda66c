import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';

import { protocol } from 'electron';

import { answerMedia, mediaHost, type LocateMedia } from './media-scheme.ts';
import { pagePath } from './page-path.ts';

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
    {
      scheme: 'lectern',
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
}

/** Serves the built pages from `rendererFolder`, and nothing outside it; playback audio by the id of its lecture. */
export function serveApp(rendererFolder: string, locate: LocateMedia): void {
  protocol.handle('lectern', async (request) => {
    if (request.method === 'GET' && new URL(request.url).host === mediaHost)
      return answerMedia(request, locate);
    const path = pagePath(rendererFolder, request.url);
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
