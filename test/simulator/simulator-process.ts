import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openSimulatorControl } from './control-client.ts';
import type { SimulatorControl } from './control-client.ts';

/** A simulator that runs as a process of its own and outlives what it serves. */
export type SimulatorProcess = {
  readonly url: string;
  readonly apiKey: string;
  readonly control: SimulatorControl;
  /** Ends the process; answers its exit code. */
  stop: () => Promise<number | null>;
};

type Announcement = { readonly url: string; readonly apiKey: string; readonly controlUrl: string };

const PROGRAM = fileURLToPath(new URL('./main.ts', import.meta.url));

/** Starts `main.ts` with these arguments, such as `['--speed', '0']`. Throws an Error when it ends before it is ready. */
export async function startSimulatorProcess(args: readonly string[] = []): Promise<SimulatorProcess> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  for await (const line of createInterface({ input: child.stdout })) {
    const { url, apiKey, controlUrl } = JSON.parse(line) as Announcement;
    const stop = async (): Promise<number | null> => {
      child.kill('SIGTERM');
      const [code] = await ended;
      return code;
    };
    return { url, apiKey, control: openSimulatorControl(controlUrl), stop };
  }
  const [code] = await ended;
  throw new Error(`The simulator ended with code ${String(code)} before it was ready`);
}
