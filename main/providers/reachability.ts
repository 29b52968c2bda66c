import { connect } from 'node:net';

/** A host and port that is only ever connected to, never sent anything. */
export interface Landmark {
  readonly host: string;
  readonly port: number;
}

/** An answer holds this long, so that a stage full of failing tasks asks once. */
const REMEMBER_MS = 5_000;

/** Tells whether other hosts can be reached. */
export interface Reachability {
  /** True as soon as one landmark takes a connection. Throws only the reason of an aborted signal. */
  otherHostsAnswer(signal: AbortSignal): Promise<boolean>;
}

/**
 * @param landmarks hosts that answer whenever the internet does, tried all at once; asked at every try because they are a setting
 * @param timeoutMs longest wait for one connection; asked likewise
 * @param now epoch milliseconds
 */
export function createReachability(
  landmarks: () => readonly Landmark[],
  timeoutMs: () => number,
  now: () => number,
): Reachability {
  let last: { readonly at: number; readonly answer: Promise<boolean> } | null = null;
  return {
    async otherHostsAnswer(signal) {
      signal.throwIfAborted();
      const at = now();
      if (last === null || at < last.at || at - last.at > REMEMBER_MS) {
        last = { at, answer: anyAnswers(landmarks(), timeoutMs()) };
      }
      const answer = await last.answer;
      signal.throwIfAborted();
      return answer;
    },
  };
}

async function anyAnswers(landmarks: readonly Landmark[], timeoutMs: number): Promise<boolean> {
  try {
    await Promise.any(landmarks.map((landmark) => takesConnection(landmark, timeoutMs)));
    return true;
  } catch {
    return false;
  }
}

function takesConnection({ host, port }: Landmark, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('timeout', () => fail(new Error(`No connection to ${host} in ${timeoutMs} ms`)));
    socket.once('error', fail);
  });
}
