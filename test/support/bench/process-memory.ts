import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** Memory is idle when it has not grown by more than this for a second. Bytes. */
const STEADY_BYTES = 1024 * 1024;

/** Waits until this process is idle; answers its resident memory in bytes, and counts peaks from here on. Linux only. */
export async function idleMemory(): Promise<number> {
  let last = process.memoryUsage.rss();
  for (;;) {
    await pause(1000);
    const now = process.memoryUsage.rss();
    if (now - last < STEADY_BYTES) break;
    last = now;
  }
  // "5" sets the peak to what is resident now (proc(5), clear_refs).
  await writeFile('/proc/self/clear_refs', '5');
  return process.memoryUsage.rss();
}

/** The most this process has had resident since it was idle, in bytes, as the kernel kept it. */
export async function peakMemory(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8');
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kibibytes === undefined) throw new Error('The system does not tell the peak of a process');
  return Number(kibibytes) * 1024;
}
