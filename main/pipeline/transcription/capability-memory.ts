import { LecternError } from '../../lib/failure.ts';
import type { TranscriptionCapability } from '../capabilities/capability.ts';
import { isKnownModel, transcriptionCapabilities } from '../capabilities/transcription-capability.ts';

/** Which model at which host, and how long to wait for what others find out about it. */
export interface CapabilityQuestion {
  readonly model: string;
  readonly host: string;
  readonly signal: AbortSignal;
}

/** Remembers what servers turned out to do. */
export interface CapabilityMemory {
  /**
   * Runs `work` with what the model is believed to do at the host; where that is refused as a request, with the next belief, and what
   * works is remembered. For a model nobody has described one run goes ahead as a probe while the others wait; what keeps the probe from
   * being answered at all (throttling, no key, no network) stops them too, before anything is sent.
   */
  with<Result>(question: CapabilityQuestion, work: Work<Result>): Promise<Result>;
}

type Work<Result> = (capability: TranscriptionCapability) => Promise<Result>;

/** Makes an empty memory; it lasts as long as the process, since servers are updated. */
export function createCapabilityMemory(): CapabilityMemory {
  const found = new Map<string, TranscriptionCapability>();
  /** Each ends in what stopped it for all, or null. */
  const probes = new Map<string, Promise<LecternError | null>>();

  async function tryInTurn<Result>(question: CapabilityQuestion, work: Work<Result>): Promise<Result> {
    const key = keyOf(question);
    const known = found.get(key);
    if (known !== undefined) return work(known);
    let refusal: unknown = null;
    for (const capability of transcriptionCapabilities(question.model, question.host)) {
      try {
        const result = await work(capability);
        found.set(key, capability);
        return result;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        refusal = error;
      }
    }
    throw refusal;
  }

  return {
    async with(question, work) {
      const key = keyOf(question);
      if (isKnownModel(question.model)) return tryInTurn(question, work);
      for (let probe = probes.get(key); probe !== undefined && !found.has(key); probe = probes.get(key)) {
        const stopped = await settled(probe, question.signal);
        if (stopped !== null) throw stopped;
      }
      if (found.has(key)) return tryInTurn(question, work);
      const run = tryInTurn(question, work);
      const ending = run.then(() => null, stopsOthers).finally(() => probes.delete(key));
      probes.set(key, ending);
      return run;
    },
  };
}

function keyOf({ model, host }: CapabilityQuestion): string {
  return JSON.stringify([model, host]);
}

function isRefusal(error: unknown): boolean {
  return error instanceof LecternError && error.failure.code === 'REQUEST_REFUSED';
}

/** The failure, when it says nothing of the request but that none is answered just now; null else: the run itself answers for it. */
function stopsOthers(error: unknown): LecternError | null {
  const isForAll =
    error instanceof LecternError && ['throttled', 'offline', 'needs-user'].includes(error.failure.class);
  return isForAll ? error : null;
}

/** How a probe ended; waits at most until the signal and throws its reason. */
async function settled(
  probe: Promise<LecternError | null>,
  signal: AbortSignal,
): Promise<LecternError | null> {
  let finish = (): void => undefined;
  const aborted = new Promise<null>((resolve) => {
    finish = () => resolve(null);
    signal.addEventListener('abort', finish, { once: true });
    if (signal.aborted) finish();
  });
  const stopped = await Promise.race([probe, aborted]);
  signal.removeEventListener('abort', finish);
  signal.throwIfAborted();
  return stopped;
}
