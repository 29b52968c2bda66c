import type { Endpoint } from './ledger.ts';

/**
 * One thing that goes wrong. The names say what a client sees:
 * - refusals, not billed: `rate-limit`, `insufficient-quota`, `unauthorized`, `forbidden`, `model-not-found`, `too-long`,
 *   `too-large`, `server-error` (408, 409 and any 5xx; 502 and 504 as a gateway's HTML), `captive-portal` (200 with a web page);
 * - the wire: `reset` (while uploading; before any answer byte; in the middle of the body), `hang` (no headers, ever),
 *   `truncated-body`, `slow-drip`, `broken-json`. All but an early reset and an unbilled hang are billed;
 * - the answer, billed: `wrong-schema`, `refusal`, `incomplete`, `hostile`, `loop`, `invented`, `empty-text`.
 */
export type Fault =
  | { readonly kind: 'rate-limit'; readonly retryAfterSeconds?: number; readonly retryAfterDate?: string }
  | { readonly kind: 'insufficient-quota' | 'unauthorized' | 'forbidden' | 'model-not-found' }
  | { readonly kind: 'too-long' | 'too-large' | 'captive-portal' }
  | { readonly kind: 'server-error'; readonly status: 408 | 409 | 500 | 502 | 503 | 504 | 529 }
  | { readonly kind: 'reset'; readonly at: 'upload' | 'request' | 'answer' | 'body' }
  | { readonly kind: 'hang'; readonly billed?: boolean }
  | { readonly kind: 'truncated-body' }
  | { readonly kind: 'slow-drip'; readonly bytesPerSecond: number }
  | { readonly kind: 'broken-json'; readonly in?: 'body' | 'output' }
  | { readonly kind: 'wrong-schema' | 'refusal' | 'incomplete' | 'hostile' }
  | { readonly kind: 'loop' | 'invented' | 'empty-text' };

/** What a rule can look at. */
export type FaultTarget = {
  readonly endpoint: Endpoint;
  readonly model: string | null;
  readonly contentSha256: string | null;
  readonly params: Readonly<Record<string, unknown>>;
};

/** When to play which fault. Every condition that is named must hold. */
export type FaultRule = {
  readonly endpoint?: Endpoint;
  readonly model?: string;
  /** Text that must occur in the parameters, the prompt included. */
  readonly contains?: string;
  /** The content must have this SHA-256. */
  readonly contentSha256?: string;
  /** Start with the nth request that fits; 1 unless told. */
  readonly nth?: number;
  /** How often to play it; once unless told, `always` until cleared. */
  readonly count?: number | 'always';
  /** Any other condition; only within the same process. */
  readonly when?: (target: FaultTarget) => boolean;
  readonly fault: Fault;
};

/** The faults that are waiting to be played. */
export type FaultScript = {
  /** Adds a rule behind the others and answers a function that takes it out again. */
  add: (rule: FaultRule) => () => void;
  clear: () => void;
  list: () => readonly FaultRule[];
  /** The first fault due for this request, counted as played. Resets during upload are only given to `takeEarly`. */
  take: (target: FaultTarget) => Fault | null;
  takeEarly: (target: FaultTarget) => Fault | null;
};

type ActiveRule = { readonly rule: FaultRule; seen: number; played: number };

/** Opens an empty script. Of several rules that fit, the one added first is played first. */
export function createFaultScript(): FaultScript {
  let active: ActiveRule[] = [];
  const takeFrom = (target: FaultTarget, early: boolean): Fault | null => {
    const fitting = active.filter((entry) => isEarly(entry.rule) === early && fits(entry.rule, target));
    for (const entry of fitting) entry.seen++;
    const due = fitting.find((entry) => isDue(entry));
    if (due === undefined) return null;
    due.played++;
    return due.rule.fault;
  };
  return {
    add: (rule) => {
      const entry = { rule, seen: 0, played: 0 };
      active.push(entry);
      return () => {
        active = active.filter((other) => other !== entry);
      };
    },
    clear: () => {
      active = [];
    },
    list: () => active.map((entry) => entry.rule),
    take: (target) => takeFrom(target, false),
    takeEarly: (target) => takeFrom(target, true),
  };
}

function isEarly(rule: FaultRule): boolean {
  return rule.fault.kind === 'reset' && rule.fault.at === 'upload';
}

function isDue({ rule, seen, played }: ActiveRule): boolean {
  const most = rule.count === 'always' ? Infinity : (rule.count ?? 1);
  return seen >= (rule.nth ?? 1) && played < most;
}

function fits(rule: FaultRule, target: FaultTarget): boolean {
  return (
    (rule.endpoint === undefined || rule.endpoint === target.endpoint) &&
    (rule.model === undefined || rule.model === target.model) &&
    (rule.contentSha256 === undefined || rule.contentSha256 === target.contentSha256) &&
    (rule.contains === undefined || JSON.stringify(target.params).includes(rule.contains)) &&
    (rule.when === undefined || rule.when(target))
  );
}
