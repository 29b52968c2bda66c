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

/** Stricter holds are not overwritten by weaker ones. */
const weight: Readonly<Record<Gate['hold'], number>> = {
  paused: 5,
  'needs-user': 4,
  'storage-down': 3,
  offline: 3,
  'breaker-open': 2,
  'retry-at': 1,
};

/** Opens and closes gates, keeps them in the store, asks by itself whether what they wait for is back. */
export class GateKeeper {
  readonly #dependencies: GateKeeperDependencies;
  readonly #gates: Map<string, Gate>;
  readonly #breakers = new Map<string, Breaker>();
  /** Closings since the last success, for the growth of delays. */
  readonly #rounds = new Map<string, number>();
  readonly #asking = new Map<string, AbortController>();

  /** Gates of an earlier run are read from the store. */
  constructor(dependencies: GateKeeperDependencies) {
    this.#dependencies = dependencies;
    this.#gates = new Map(dependencies.store.gates().map((gate) => [gate.key, gate]));
  }

  isClosed(key: string): boolean {
    return this.#gates.has(key);
  }

  /** Closed by its breaker; a gate that waits for a time, a person or the network is closed without it. */
  isBreakerOpen(key: string): boolean {
    return this.#gates.get(key)?.hold === 'breaker-open';
  }

  /** The gate among these that matters most; null when all are open. */
  strictest(keys: readonly string[]): Gate | null {
    const closed = keys.flatMap((key) => this.#gates.get(key) ?? []);
    return closed.toSorted((one, other) => weight[other.hold] - weight[one.hold])[0] ?? null;
  }

  all(): readonly Gate[] {
    return [...this.#gates.values()];
  }

  /** Closes a gate, or makes it stricter. What fails together (the same hold, while it is closed) is one closing. */
  close(key: string, hold: Gate['hold'], failure: StoredFailure | null): void {
    const old = this.#gates.get(key);
    if (old && weight[old.hold] > weight[hold]) return;
    if (old && old.hold === hold) return this.#prolong(old, failure);
    const round = hold === 'breaker-open' ? this.#breaker(key).round : (this.#rounds.get(key) ?? 0) + 1;
    this.#rounds.set(key, round);
    const until = this.#untilOf({ key, hold, failure, round });
    this.#put({ key, hold, failure, since: this.#now(), round, until });
  }

  open(key: string): void {
    this.#asking.get(key)?.abort();
    // However the gate came to open, a breaker behind it has not yet seen a success.
    const breaker = this.#breaker(key);
    if (breaker.state === 'open') this.#breakers.set(key, breakerOnTrial(breaker));
    if (!this.#gates.delete(key)) return;
    this.#dependencies.store.removeGate(key);
    this.#dependencies.changed();
  }

  /** Work that depends on these succeeded: breakers close, delays begin anew. */
  succeeded(keys: readonly string[]): void {
    const numbers = this.#dependencies.numbers();
    for (const key of keys) {
      this.#rounds.delete(key);
      this.#breakers.set(key, breakerSucceeded(this.#breaker(key), this.#now(), numbers));
    }
  }

  /** A failure that speaks against a server; may open its breaker. */
  failed(key: string, failure: StoredFailure): void {
    const before = this.#breaker(key);
    const breaker = breakerFailed(before, this.#now(), this.#dependencies.numbers());
    this.#breakers.set(key, breaker);
    if (breaker.state === 'open' && before.state !== 'open') this.close(key, 'breaker-open', failure);
  }

  /** True after a breaker's good probe until the first success: only one task may try. */
  isOnTrial(keys: readonly string[]): boolean {
    return keys.some((key) => this.#breakers.get(key)?.state === 'trial');
  }

  /** Opens what is due, or asks for it. */
  look(): void {
    for (const gate of this.all().map((one) => this.#inThisTime(one))) {
      if (gate.until === null || gate.until > this.#now()) continue;
      if (gate.hold === 'retry-at') this.open(gate.key);
      else void this.#ask(gate);
    }
  }

  /** Asks now for everything that can come back by itself and passes the filter. */
  askNow(matches: (gate: Gate) => boolean): void {
    for (const gate of this.all()) {
      if (gate.until !== null && gate.hold !== 'retry-at' && matches(gate)) void this.#ask(gate);
    }
  }

  /** When `look` is worth calling again; null for never. */
  nextLook(): number | null {
    const times = this.all().flatMap(({ key, until }) =>
      until === null || this.#asking.has(key) ? [] : [until],
    );
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Ends questions under way. */
  stop(): void {
    for (const controller of this.#asking.values()) controller.abort();
  }

  #now(): number {
    return this.#dependencies.clock.now();
  }

  #breaker(key: string): Breaker {
    return this.#breakers.get(key) ?? newBreaker;
  }

  #put(gate: Gate): void {
    this.#gates.set(gate.key, gate);
    this.#dependencies.store.putGate(gate);
    this.#dependencies.changed();
  }

  /** The clock was set back behind the closing: the gate waits as long as it was to wait, counted from now. */
  #inThisTime(gate: Gate): Gate {
    const aheadMs = gate.since - this.#now();
    if (aheadMs <= 0 || gate.until === null) return gate;
    const moved = { ...gate, since: gate.since - aheadMs, until: gate.until - aheadMs };
    this.#put(moved);
    return moved;
  }

  /** A later answer may ask for a longer wait. */
  #prolong(gate: Gate, failure: StoredFailure | null): void {
    const until = failure?.retryAt ?? 0;
    if (gate.until !== null && until > gate.until) this.#put({ ...gate, until, failure });
  }

  #untilOf(gate: Pick<Gate, 'key' | 'hold' | 'failure' | 'round'>): number | null {
    const now = this.#now();
    const numbers = this.#dependencies.numbers();
    switch (gate.hold) {
      case 'paused':
        return null;
      case 'needs-user':
        // Room on a disk comes back without a person telling; a key does not.
        return gate.key === 'disk' ? now + probeDelay(gate.round, numbers) : null;
      case 'retry-at': {
        const range = { baseMs: numbers.backoffBaseMs, capMs: numbers.backoffCapMs };
        return Math.max(now, gate.failure?.retryAt ?? now + doublingDelay(gate.round, range));
      }
      case 'breaker-open':
        return now + breakerOpenMs(gate.round, numbers);
      case 'offline':
      case 'storage-down':
        return now + probeDelay(gate.round, numbers);
    }
  }

  async #ask(gate: Gate): Promise<void> {
    if (this.#asking.has(gate.key)) return;
    const controller = new AbortController();
    this.#asking.set(gate.key, controller);
    const isBack = await this.#dependencies.probe(gate, controller.signal).catch(() => false);
    this.#asking.delete(gate.key);
    const current = this.#gates.get(gate.key);
    if (controller.signal.aborted || current === undefined || current.hold !== gate.hold) return;
    if (current.hold === 'breaker-open') {
      // After a restart the breaker is new, and the gate knows how often it had opened.
      this.#breakers.set(gate.key, { state: 'open', outcomes: [], round: current.round });
    }
    if (isBack) this.open(gate.key);
    else this.#stayClosed(current);
  }

  #stayClosed(gate: Gate): void {
    if (gate.hold === 'breaker-open') this.#breakers.set(gate.key, breakerStaysOpen(this.#breaker(gate.key)));
    const round = gate.round + 1;
    this.#rounds.set(gate.key, round);
    this.#put({ ...gate, round, until: this.#untilOf({ ...gate, round }) });
  }
}

function probeDelay(round: number, { probeFirstMs, probeCapMs }: QueueNumbers): number {
  return doublingDelay(round, { baseMs: probeFirstMs, capMs: probeCapMs });
}
