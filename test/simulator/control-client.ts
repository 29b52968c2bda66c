import type { FaultRule } from './faults.ts';
import type { Latency } from './latency.ts';
import type { LedgerEntry } from './ledger.ts';
import type { SimulatedModel } from './model-catalog.ts';
import type { Limits } from './throttle.ts';

/** Steers a simulator that runs in another process. Every call throws an Error with the server's words when it is refused. */
export type SimulatorControl = {
  ledger: () => Promise<readonly LedgerEntry[]>;
  clearLedger: () => Promise<void>;
  addFault: (rule: Omit<FaultRule, 'when'>) => Promise<void>;
  clearFaults: () => Promise<void>;
  setLatency: (latency: Partial<Latency>) => Promise<void>;
  setLimits: (limits: Limits) => Promise<void>;
  setModel: (model: { readonly id: string } & Partial<SimulatedModel>) => Promise<void>;
  removeModel: (id: string) => Promise<void>;
};

/** Opens the controls at the `controlUrl` a simulator printed. */
export function openSimulatorControl(controlUrl: string): SimulatorControl {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${controlUrl}${path}`, { method, ...content });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.json();
  };
  const tell = async (method: string, path: string, body?: unknown): Promise<void> => {
    await call(method, path, body);
  };
  return {
    ledger: async () =>
      ((await call('GET', '/ledger')) as { readonly entries: readonly LedgerEntry[] }).entries,
    clearLedger: () => tell('DELETE', '/ledger'),
    addFault: (rule) => tell('POST', '/faults', rule),
    clearFaults: () => tell('DELETE', '/faults'),
    setLatency: (latency) => tell('POST', '/latency', latency),
    setLimits: (limits) => tell('POST', '/limits', limits),
    setModel: (model) => tell('POST', '/models', model),
    removeModel: (id) => tell('DELETE', '/models', { id }),
  };
}
