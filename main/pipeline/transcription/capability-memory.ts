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
   * works is remembered. For a model nobody has described one run goes ahead as a probe while the others wait.
   */
  with<Result>(question: CapabilityQuestion, work: Work<Result>): Promise<Result>;
}

type Work<Result> = (capability: TranscriptionCapability) => Promise<Result>;

/** Makes an empty memory; it lasts as long as the process, since servers are updated. */
export function createCapabilityMemory(): CapabilityMemory {
  const found = new Map<string, TranscriptionCapability>();
  const probes = new Map<string, Promise<void>>();

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
        await untilSettled(probe, question.signal);
      }
      if (found.has(key)) return tryInTurn(question, work);
      const run = tryInTurn(question, work);
      const settled = run.then(ignore, ignore).then(() => void probes.delete(key));
      probes.set(key, settled);
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

function ignore(): void {
  // The run itself answers for how it ended.
}

/** Waits for a probe, at most until the signal. */
async function untilSettled(probe: Promise<void>, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const finish = () => {
      signal.removeEventListener('abort', finish);
      resolve();
    };
    signal.addEventListener('abort', finish, { once: true });
    if (signal.aborted) finish();
    void probe.then(finish);
  });
  signal.throwIfAborted();
}
