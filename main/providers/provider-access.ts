/** What is needed to reach the server of a task, read at the moment the task starts. */
export interface ProviderCredentials {
  /** Null: none is set or none can be read here. */
  readonly apiKey: string | null;
  readonly baseUrl: string;
}

/** How long each part of a request may take, milliseconds. */
export interface ProviderTimeouts {
  /** Until TCP and TLS stand. */
  readonly connectTimeoutMs: number;
  /** From the last byte sent to the first byte of the answer. */
  readonly headerTimeoutMs: number;
  /** Longest silence inside an answer. */
  readonly bodyTimeoutMs: number;
  /** The whole request, whatever moves. */
  readonly totalTimeoutMs: number;
}

/** What the adapters of one server are given. Functions, because settings and keys may change between two tasks. */
export interface ProviderAccess {
  /** The configured address, for naming the host before anything is sent. */
  baseUrl(): string;
  /** Key and address for the task that is about to start. */
  credentials(): Promise<ProviderCredentials>;
  timeouts(): ProviderTimeouts;
  /** Epoch milliseconds. */
  now(): number;
  /** Whether hosts other than the configured one can be reached; asked only after a connection failed. */
  otherHostsAnswer(signal: AbortSignal): Promise<boolean>;
}

/** Host and port of an address, as shown to people and written into the log of what left this machine. */
export function hostOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
}

/** The last two labels of names that are only known inside a local network. */
const LOCAL_SUFFIXES = ['.local', '.localhost', '.lan', '.home.arpa', '.internal'];

/**
 * True for this machine and the local network: loopback, private (RFC 1918, RFC 4193) and link-local addresses, single-label
 * names and names with a local suffix. Whether the internet is there says nothing about such a host.
 */
export function isLocalHost(baseUrl: string): boolean {
  if (!URL.canParse(baseUrl)) return false;
  const name = new URL(baseUrl).hostname.toLowerCase();
  if (name.startsWith('[')) return /^\[(::1|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/.test(name);
  if (/^(127|10)\.\d+\.\d+\.\d+$/.test(name)) return true;
  if (/^(192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\.\d+\.\d+$/.test(name)) return true;
  return !name.includes('.') || LOCAL_SUFFIXES.some((suffix) => name.endsWith(suffix));
}
