import { checkHealth } from './connect.ts';
import { useLectern, type LecternState } from './store.ts';

/** A change often comes with others: they are looked at together. */
const SETTLE_MS = 400;
/** How often a report that names trouble is looked at again, so that it never outlives the trouble. */
const TROUBLE_MS = 20_000;

/**
 * Asks for a fresh health report whenever what it says may have changed: another server or key, work that began or ceased to wait, and from
 * time to time while something is wrong. The first report is asked for by `connect`.
 * @returns a function that stops watching
 */
export function watchHealth(): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isChecking = false;

  async function check(): Promise<void> {
    timer = null;
    if (isChecking) return plan(SETTLE_MS);
    isChecking = true;
    // A core that can't answer is said elsewhere; the report that stands is looked at again later.
    await checkHealth().catch(() => undefined);
    isChecking = false;
    if (timer === null && isTroubled(useLectern.getState())) plan(TROUBLE_MS);
  }
  function plan(delayMs: number): void {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => void check(), delayMs);
  }
  const unsubscribe = useLectern.subscribe((state, before) => {
    const hasNewReason = before.isLoaded && reasonsOf(state) !== reasonsOf(before);
    if (hasNewReason) plan(SETTLE_MS);
    else if (timer === null && !isChecking && isTroubled(state)) plan(TROUBLE_MS);
  });
  return () => {
    unsubscribe();
    if (timer !== null) clearTimeout(timer);
  };
}

function isTroubled({ health, core }: LecternState): boolean {
  return core === 'ready' && health !== null && health.status !== 'ok';
}

/** What a report depends on, as one comparable text: server, key, and why work waits. */
function reasonsOf({ settings, lectures }: LecternState): string {
  const key = settings?.secrets['provider.apiKey'];
  return [settings?.settings['provider.baseUrl'], key?.isSet, key?.place, holdsOf(lectures)].join(' ');
}

const knownHolds = new WeakMap<LecternState['lectures'], string>();

function holdsOf(lectures: LecternState['lectures']): string {
  const known = knownHolds.get(lectures);
  if (known !== undefined) return known;
  const holds = new Set<string>();
  for (const { stages } of lectures.values()) {
    for (const { hold } of stages) if (hold !== null) holds.add(hold);
  }
  const text = [...holds].toSorted().join();
  knownHolds.set(lectures, text);
  return text;
}
