import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Settings } from '../../../preload/contract/settings.ts';
import { openDatabaseForReading } from '../../../main/database/open-database.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import type { CliProcess } from './cli-process.ts';
import { quickSettings, startTestCore } from './test-core.ts';

/** Makes a home whose saved settings let work be done in small steps with short waits, two requests at a time. */
export async function quickHome(
  home: string,
  simulator: Simulator,
  settings: Partial<Settings> = {},
): Promise<string> {
  const core = await startTestCore({ home, provider: simulator, work: 'none' });
  await core.ask('set-settings', {
    settings: {
      ...quickSettings,
      'provider.baseUrl': simulator.url,
      'transcription.segmentSeconds': 5,
      'transcription.concurrency': 2,
      'generation.concurrency': 2,
      ...settings,
    },
  });
  await core.stop();
  return home;
}

/** Calls in the database of a dead process, counted by their state. */
export function callStates(home: string): Readonly<Record<string, number>> {
  const rowSchema = z.object({ state: z.string(), count: z.number() });
  const rows = read(home, 'SELECT state, count(*) AS count FROM calls GROUP BY state', rowSchema);
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** Jobs in the database of a dead process, in the order of work. */
export function jobRows(home: string) {
  const rowSchema = z.object({
    stage: z.string(),
    status: z.string(),
    crashes: z.number(),
    subject: z.string(),
  });
  return read(home, 'SELECT stage, status, crashes, subject FROM jobs ORDER BY sequence', rowSchema);
}

/** How much a home holds. */
export function countRows(home: string): Readonly<Record<'lectures' | 'jobs' | 'objects' | 'calls', number>> {
  const count = (table: string) =>
    read(home, `SELECT count(*) AS count FROM ${table}`, z.object({ count: z.number() }))[0]?.count ?? 0;
  return {
    lectures: count('lectures'),
    jobs: count('jobs'),
    objects: count('objects'),
    calls: count('calls'),
  };
}

/** Whether the process has ended by itself by now. */
export async function isOver(run: CliProcess): Promise<boolean> {
  return (await Promise.race([run.ended, delay(0, null)])) !== null;
}

/** Files on their way that nobody took up or away. */
export async function leftovers(home: string): Promise<readonly string[]> {
  const names = await readdir(home, { recursive: true });
  return names.filter((name) => /\.(partial|part|restoring|copy)$|(^|\/)(\.incoming|staging)\/./.test(name));
}

function read<Row>(home: string, query: string, schema: z.ZodType<Row>): readonly Row[] {
  const database = openDatabaseForReading(join(home, 'lectern.db'));
  try {
    return z.array(schema).parse(database.prepare(query).all());
  } finally {
    database.close();
  }
}
