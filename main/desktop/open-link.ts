import { shell } from 'electron';
import { isAllowedLink } from './allowed-link.ts';

/** Opens an allowed address in the browser; anything else is not opened. */
export async function openLink(address: string): Promise<{ opened: boolean }> {
  if (!isAllowedLink(address)) return { opened: false };
  await shell.openExternal(address);
  return { opened: true };
}
