/** Hosts the app links to: keys, billing, the list of models and the status of the default provider. */
const allowedHosts = new Set(['platform.openai.com', 'status.openai.com', 'openai.com', 'help.openai.com']);

/** True for an https address of the list, without user name, password or port. */
export function isAllowedLink(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  const isPlain = url.username === '' && url.password === '' && url.port === '';
  return url.protocol === 'https:' && isPlain && allowedHosts.has(url.hostname);
}
