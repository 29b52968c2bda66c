import { cp, link } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Stage } from '../../../preload/contract/job.ts';
import type { Settings } from '../../../preload/contract/settings.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { encodeAudio } from '../audio/encode.ts';
import type { RulerOptions, RulerPlan } from '../audio/ruler-plan.ts';
import { writeRuler } from '../audio/ruler.ts';
import { startTestCore, type TestCore } from './test-core.ts';

/** A recording whose every word is known. */
export interface RulerRecording {
  readonly path: string;
  readonly plan: RulerPlan;
}

/** A home with one lecture that stands before a paused stage; copies of it begin there at once. */
export interface PreparedHome {
  readonly home: string;
  readonly lectureId: string;
}

/** Writes a ruler as MP3 of 32 kbit/s. */
export async function makeRulerMp3(
  folder: string,
  name: string,
  options: RulerOptions,
): Promise<RulerRecording> {
  const wav = join(folder, `${name}.wav`);
  const path = join(folder, `${name}.mp3`);
  const plan = await writeRuler(wav, options);
  await encodeAudio(wav, path, 'mp3-32k');
  return { path, plan };
}

/** What preparing needs. `from` continues a home that was prepared for an earlier stage. */
export interface Preparation {
  readonly home: string;
  readonly simulator: Simulator;
  /** The stage that is paused; everything before it is done. */
  readonly before: Stage;
  readonly source: { readonly recording: string } | { readonly from: PreparedHome };
  readonly settings?: Partial<Settings>;
}

/** Works a lecture up to a stage, leaves that stage paused and stops. */
export async function prepareHome(preparation: Preparation): Promise<PreparedHome> {
  const { home, simulator, before, source, settings = {} } = preparation;
  if ('from' in source) await copyHome(source.from, home);
  const core = await startTestCore({ home, provider: simulator, settings });
  try {
    await core.ask('pause-stage', { stage: before });
    const lectureId = 'from' in source ? source.from.lectureId : await core.add(source.recording);
    if ('from' in source) await resumeAllBut(core, before);
    await core.until(lectureId, (view) =>
      view.stages.some(({ stage, hold }) => stage === before && hold === 'paused'),
    );
    return { home, lectureId };
  } finally {
    await core.stop();
  }
}

/** Copies a home that nobody uses. The reserve, which is large and never read, is linked. */
export async function copyHome({ home, lectureId }: PreparedHome, to: string): Promise<PreparedHome> {
  await cp(home, to, { recursive: true, filter: (path) => basename(path) !== 'reserve.bin' });
  await link(join(home, 'reserve.bin'), join(to, 'reserve.bin'));
  return { home: to, lectureId };
}

async function resumeAllBut(core: TestCore, paused: Stage): Promise<void> {
  const stages: readonly Stage[] = ['ingest', 'transcription', 'generation', 'export'];
  for (const stage of stages) if (stage !== paused) await core.ask('resume-stage', { stage });
}
