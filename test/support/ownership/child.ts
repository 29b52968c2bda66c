import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { waitFor } from '../wait-for.ts';

/** A process started by a test; it is killed when the test has ended. */
export interface Child {
  readonly pid: number;
  readonly process: ChildProcess;
  /** Lines on standard output so far. */
  readonly lines: readonly string[];
  write(line: string): void;
  /** Waits until a line was said. */
  heard(line: string): Promise<unknown>;
  /** `kill -9`; answers when the process is gone. */
  kill(): Promise<void>;
}

/** Starts a program of this folder, such as `owner-process.ts`, and waits until it says `ready`. */
export async function startChild(program: string, ...words: string[]): Promise<Child> {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, [path, ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  const gone = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill);
  const heard = (line: string) => waitFor(`the line "${line}"`, () => lines.includes(line));
  await Promise.race([heard('ready'), gone.then(() => Promise.reject(new Error(`${program} has ended`)))]);
  return {
    pid: child.pid ?? 0,
    process: child,
    lines,
    write: (line) => child.stdin.write(`${line}\n`),
    heard,
    kill,
  };
}
