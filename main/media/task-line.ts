/** One waiting or running media task. */
interface Waiting {
  readonly urgent: boolean;
  /** How many urgent tasks have gone before this one. */
  overtaken: number;
  start(): Promise<void>;
  abandon(reason: Error): void;
}

/** After so many urgent tasks have gone first, the one that waits longest is next: nothing waits for ever. */
const OVERTAKEN_AT_MOST = 100;

/** Runs tasks one at a time in the order of asking; urgent ones go before the others. */
export interface TaskLine {
  /**
   * Waits for its turn, then runs the task. Rejects with the signal's reason at once when aborted while waiting;
   * a running task must watch the signal itself.
   */
  run<Result>(
    task: () => Promise<Result>,
    options: { urgent: boolean; signal: AbortSignal },
  ): Promise<Result>;
  /** Rejects all waiting tasks. */
  abandonAll(reason: Error): void;
}

/** Makes an empty line. */
export function createTaskLine(): TaskLine {
  const line: Waiting[] = [];
  let running = false;

  const startNext = () => {
    if (running || line.length === 0) return;
    const next = takeNext(line);
    running = true;
    void next.start().finally(() => {
      running = false;
      startNext();
    });
  };

  return {
    run(task, { urgent, signal }) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const leave = () => {
          line.splice(line.indexOf(waiting), 1);
          reject(signal.reason as Error);
        };
        const waiting: Waiting = {
          urgent,
          overtaken: 0,
          start: async () => {
            signal.removeEventListener('abort', leave);
            await task().then(resolve, reject);
          },
          abandon: (reason) => {
            signal.removeEventListener('abort', leave);
            reject(reason);
          },
        };
        signal.addEventListener('abort', leave, { once: true });
        line.push(waiting);
        startNext();
      });
    },
    abandonAll(reason) {
      for (const waiting of line.splice(0)) waiting.abandon(reason);
    },
  };
}

function takeNext(line: Waiting[]): Waiting {
  const first = line[0];
  const urgentIndex = line.findIndex((waiting) => waiting.urgent);
  const isPatienceOver = first !== undefined && first.overtaken >= OVERTAKEN_AT_MOST;
  const index = urgentIndex === -1 || isPatienceOver ? 0 : urgentIndex;
  for (const passed of line.slice(0, index)) passed.overtaken += 1;
  const [next] = line.splice(index, 1);
  if (next === undefined) throw new Error('The line is empty.');
  return next;
}
