/** The endpoints whose requests are recorded. */
export type Endpoint = 'models' | 'transcriptions' | 'responses' | 'chat' | 'unknown';

/** One request as the server saw it. Filled in while the request runs. */
export type LedgerEntry = {
  /** What the answer carries as `x-request-id`. */
  readonly id: string;
  readonly endpoint: Endpoint;
  readonly method: string;
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  endMs: number | null;
  keyOk: boolean;
  model: string | null;
  /** SHA-256 of the audio bytes, or of the whole JSON body of a text request. */
  contentSha256: string | null;
  audioSeconds: number | null;
  audioBytes: number | null;
  /** The form fields beside the file, or the JSON body. */
  params: Readonly<Record<string, unknown>>;
  /** What was sent as status; null while it runs, and for good when the connection ended without one. */
  status: number | null;
  /** True as soon as an answer was computed, even if nobody received it. */
  billed: boolean;
  /** The name of the fault that was played on it. */
  fault: string | null;
  clientDisconnected: boolean;
  /** The text of the answer that was computed. */
  answer: string | null;
};

/** Every request the server has seen, oldest first. */
export type Ledger = {
  readonly entries: readonly LedgerEntry[];
  open: (entry: Pick<LedgerEntry, 'id' | 'endpoint' | 'method' | 'path'>) => LedgerEntry;
  clear: () => void;
  /** The content that was billed more than once by the same endpoint and model, with all its requests. */
  paidTwice: () => readonly (readonly LedgerEntry[])[];
};

/** Opens an empty ledger. */
export function createLedger(): Ledger {
  const entries: LedgerEntry[] = [];
  return {
    entries,
    open: (request) => {
      const entry: LedgerEntry = { ...request, ...EMPTY, startMs: Date.now() };
      entries.push(entry);
      return entry;
    },
    clear: () => void entries.splice(0),
    paidTwice: () => findPaidTwice(entries),
  };
}

const EMPTY = {
  endMs: null,
  keyOk: false,
  model: null,
  contentSha256: null,
  audioSeconds: null,
  audioBytes: null,
  params: {},
  status: null,
  billed: false,
  fault: null,
  clientDisconnected: false,
  answer: null,
} as const;

/** Groups billed requests by what was paid for. Works on a ledger read over HTTP too. */
export function findPaidTwice(entries: readonly LedgerEntry[]): LedgerEntry[][] {
  const groups = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    if (!entry.billed || entry.contentSha256 === null) continue;
    const key = [entry.endpoint, entry.model, entry.contentSha256].join(' ');
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
