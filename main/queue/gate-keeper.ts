import type { Clock } from '../lib/clock.ts';
import type { StoredFailure } from '../lib/failure.ts';
import { doublingDelay } from './backoff.ts';
import {
  type Breaker,
  breakerFailed,
  breakerOnTrial,
  breakerOpenMs,
  breakerStaysOpen,
  breakerSucceeded,
  newBreaker,
} from './breaker.ts';
import type { Gate, GateProbe, JobStore } from './ports.ts';
import type { QueueNumbers } from './queue-numbers.ts';

/** What the keeper stands on. */
export interface GateKeeperDependencies {
  readonly store: Pick<JobStore, 'gates' | 'putGate' | 'removeGate'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly probe: GateProbe;
  readonly numbers: () => QueueNumbers;
  /** Called after every opening and closing. */
  readonly changed: () => void;
}

/** Opens and closes gates, keeps them in the store, asks by itself whether what they wait for is back. */
export interface GateKeeper {
  isClosed(key: string): boolean;
  /** The gate among these that matters most; null when all are open. */
  strictest(keys: readonly string[]): Gate | null;
  all(): readonly Gate[];
  close(key: string, hold: Gate['hold'], failure: StoredFailure | null): void;
  open(key: string): void;
  /** Work that depends on these succeeded: breakers close, delays begin anew. */
  succeeded(keys: readonly string[]): void;
  /** A failure that speaks against a server; may open its breaker. */
  failed(key: string, failure: StoredFailure): void;
  /** True after a breaker's good probe until the first success: only one task may try. */
  isOnTrial(keys: readonly string[]): boolean;
  /** Opens what is due or asks for it. */
  look(): void;
  /** Asks now for everything that can come back by itself and passes the filter. */
  askNow(matches: (gate: Gate) => boolean): void;
  /** When `look` is worth calling again; null for never. */
  nextLook(): number | null;
  /** Ends questions under way. */
  stop(): void;
}

/** Stricter holds are not overwritten by weaker ones. */
const weight: Readonly<Record<Gate['hold'], number>> = {
  paused: 5,
  'needs-user': 4,
  'storage-down': 3,
  offline: 3,
  'breaker-open': 2,
  'retry-at': 1,
};

/** Makes the keeper; gates of an earlier run are read from the store. */
export function createGateKeeper(dependencies: GateKeeperDependencies): GateKeeper {
  const { store, clock, numbers } = dependencies;
  const gates = new Map(store.gates().map((gate) => [gate.key, gate]));
  const breakers = new Map<string, Breaker>();
  /** Closings since the last success, for the growth of delays. */
  const rounds = new Map<string, number>();
  const asking = new Map<string, AbortController>();

  function put(gate: Gate): void {
    gates.set(gate.key, gate);
    store.putGate(gate);
    dependencies.changed();
  }

  function open(key: string): void {
    asking.get(key)?.abort();
    // However the gate came to open, a breaker behind it has not yet seen a success.
    if (breakerOf(key).state === 'open') breakers.set(key, breakerOnTrial(breakerOf(key)));
    if (!gates.delete(key)) return;
    store.removeGate(key);
    dependencies.changed();
  }

  function close(key: string, hold: Gate['hold'], failure: StoredFailure | null): void {
    const now = clock.now();
    const old = gates.get(key);
    if (old && weight[old.hold] > weight[hold]) return;
    if (old && old.hold === hold) {
      // Tasks that were under way together fail together: that is one closing.
      const until = Math.max(old.until ?? 0, failure?.retryAt ?? 0);
      if (old.until !== null && until > old.until) put({ ...old, until, failure });
      return;
    }
    const round = hold === 'breaker-open' ? breakerOf(key).round : (rounds.get(key) ?? 0) + 1;
    rounds.set(key, round);
    put({ key, hold, failure, since: now, round, until: untilOf({ key, hold, failure, round }) });
  }

  function untilOf(gate: Pick<Gate, 'key' | 'hold' | 'failure' | 'round'>): number | null {
    const now = clock.now();
    const { backoffBaseMs, backoffCapMs } = numbers();
    switch (gate.hold) {
      case 'paused':
        return null;
      case 'needs-user':
        // Room on a disk comes back without a person telling; a key does not.
        return gate.key === 'disk' ? now + probeDelay(gate.round) : null;
      case 'retry-at':
        return Math.max(
          now,
          gate.failure?.retryAt ??
            now + doublingDelay(gate.round, { baseMs: backoffBaseMs, capMs: backoffCapMs }),
        );
      case 'breaker-open':
        return now + breakerOpenMs(gate.round, numbers());
      case 'offline':
      case 'storage-down':
        return now + probeDelay(gate.round);
    }
  }

  function probeDelay(round: number): number {
    const { probeFirstMs, probeCapMs } = numbers();
    return doublingDelay(round, { baseMs: probeFirstMs, capMs: probeCapMs });
  }

  function breakerOf(key: string): Breaker {
    return breakers.get(key) ?? newBreaker;
  }

  async function ask(gate: Gate): Promise<void> {
    if (asking.has(gate.key)) return;
    const controller = new AbortController();
    asking.set(gate.key, controller);
    const isBack = await dependencies.probe(gate, controller.signal).catch(() => false);
    asking.delete(gate.key);
    const current = gates.get(gate.key);
    if (controller.signal.aborted || current === undefined || current.hold !== gate.hold) return;
    if (isBack) comeBack(current);
    else stayAway(current);
  }

  function comeBack(gate: Gate): void {
    if (gate.hold === 'breaker-open') {
      breakers.set(gate.key, { ...breakerOf(gate.key), state: 'open', round: gate.round });
    }
    open(gate.key);
  }

  function stayAway(gate: Gate): void {
    if (gate.hold === 'breaker-open') {
      breakers.set(gate.key, breakerStaysOpen({ ...breakerOf(gate.key), round: gate.round }));
    }
    const round = gate.round + 1;
    rounds.set(gate.key, round);
    put({ ...gate, round, until: untilOf({ ...gate, round }) });
  }

  function look(): void {
    const now = clock.now();
    for (const gate of [...gates.values()]) {
      if (gate.until === null || gate.until > now) continue;
      if (gate.hold === 'retry-at') open(gate.key);
      else void ask(gate);
    }
  }

  return {
    isClosed: (key) => gates.has(key),
    strictest(keys) {
      const closed = keys.flatMap((key) => gates.get(key) ?? []);
      return closed.toSorted((one, other) => weight[other.hold] - weight[one.hold])[0] ?? null;
    },
    all: () => [...gates.values()],
    close,
    open,
    succeeded(keys) {
      for (const key of keys) {
        rounds.delete(key);
        const breaker = breakers.get(key) ?? newBreaker;
        breakers.set(key, breakerSucceeded(breaker, clock.now(), numbers()));
      }
    },
    failed(key, failure) {
      const breaker = breakerFailed(breakerOf(key), clock.now(), numbers());
      const opens = breaker.state === 'open' && breakerOf(key).state !== 'open';
      breakers.set(key, breaker);
      if (opens) close(key, 'breaker-open', failure);
    },
    isOnTrial: (keys) => keys.some((key) => breakers.get(key)?.state === 'trial'),
    look,
    askNow(matches) {
      for (const gate of [...gates.values()]) {
        if (gate.until !== null && gate.hold !== 'retry-at' && matches(gate)) void ask(gate);
      }
    },
    nextLook() {
      const times = [...gates.values()].flatMap((gate) =>
        gate.until === null || asking.has(gate.key) ? [] : [gate.until],
      );
      return times.length === 0 ? null : Math.min(...times);
    },
    stop() {
      for (const controller of asking.values()) controller.abort();
    },
  };
}
