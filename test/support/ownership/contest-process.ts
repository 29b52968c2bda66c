/**
 * Tries to become the owner of one home after another. Each line on standard input is `{ home, at }`; at that instant (epoch
 * milliseconds) it tries, and answers with a line `won` or the code of the failure. What it has won it keeps.
 */
import { createInterface } from 'node:readline';
import { LecternError } from '../../../main/lib/failure.ts';
import { acquireOwnership } from '../../../main/ownership/ownership.ts';

process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const { home, at } = JSON.parse(line) as { home: string; at: number };
  // The start must be closer to the other's than any timer is.
  while (Date.now() < at);
  process.stdout.write(`${await attempt(home)}\n`);
}

async function attempt(home: string): Promise<string> {
  try {
    await acquireOwnership(home, 'cli');
    return 'won';
  } catch (error) {
    if (error instanceof LecternError) return error.failure.code;
    throw error;
  }
}
