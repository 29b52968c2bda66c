import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { encodeAudio } from '../audio/encode.ts';
import type { RulerPlan } from '../audio/ruler-plan.ts';
import { writeRuler } from '../audio/ruler.ts';

/** A recording on disk, and what is said in it. */
export interface TestRecording {
  readonly path: string;
  /** The title the lecture gets. */
  readonly title: string;
  readonly plan: RulerPlan;
}

/** Writes an audible ruler as an MP3 named after its title. */
export async function makeRecording(
  folder: string,
  title: string,
  options: { readonly seconds: number; readonly seed?: number },
): Promise<TestRecording> {
  const wav = join(folder, `${title}.wav`);
  const path = join(folder, `${title}.mp3`);
  const plan = await writeRuler(wav, { durationMs: options.seconds * 1000, seed: options.seed ?? 1 });
  await encodeAudio(wav, path, 'mp3-32k');
  await rm(wav);
  return { path, title, plan };
}
