import { shell } from 'electron';

/** Hosts the app links to: keys, billing, model list and status of the default provider, and the project itself. */
const allowedHosts = new Set(['platform.openai.com', 'status.openai.com', 'openai.com', 'help.openai.com']);

/** True for an https address of the list, without user name, password or port. */
export function isAllowedLink(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  const isPlain = url.username === '' && url.password === '' && url.port === '';
  return url.protocol === 'https:' && isPlain && allowedHosts.has(url.hostname);
}

/** Opens an allowed address in the browser; anything else is not opened. */
export async function openLink(address: string): Promise<{ opened: boolean }> {
  if (!isAllowedLink(address)) return { opened: false };
  await shell.openExternal(address);
  return { opened: true };
}
