import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import type { LedgerEntry } from '../simulator/ledger.ts';
import { startSimulatorProcess } from '../simulator/simulator-process.ts';
import { encodeAudio } from '../support/audio/encode.ts';
import { writeRuler } from '../support/audio/ruler.ts';
import { startTestCore } from '../support/core/test-core.ts';

/**
 * A lecture of an hour: how fast it is taken in, and how close the way from the stored plan to `ready` comes to what the server's own
 * latencies allow (30 times real time a request, six at a time).
 */
const MINUTES = Number(process.env['BENCH_MINUTES'] ?? 60);
const SPEED = 30;
const LANES = 6;

const folder = await mkdtemp(join(tmpdir(), 'lectern-bench-'));
const simulator = await startSimulatorProcess(['--speed', String(SPEED), '--decoder', 'wasm']);
try {
  const recording = await makeRecording();
  const lectureId = await takeIn(recording);
  await work(lectureId);
} finally {
  await simulator.stop();
  await rm(folder, { recursive: true, force: true });
}

async function makeRecording(): Promise<string> {
  const [wav, mp3] = [join(folder, 'ruler.wav'), join(folder, 'ruler.mp3')];
  await writeRuler(wav, { durationMs: MINUTES * 60_000, seed: 1, noiseSnrDb: 20 });
  await encodeAudio(wav, mp3, 'mp3-128k');
  await rm(wav);
  return mp3;
}

/** Ingest alone, until the plan is stored. */
async function takeIn(recording: string): Promise<string> {
  const core = await startTestCore({ home: join(folder, 'home'), provider: simulator, work: ['ingest'] });
  const started = performance.now();
  const lectureId = await core.add(recording);
  await core.until(lectureId, (view) => view.stages[0]?.status === 'completed', 600_000);
  const seconds = (performance.now() - started) / 1000;
  await core.stop();
  print({
    bench: 'ingest.speed',
    minutes: MINUTES,
    seconds: round(seconds),
    timesRealTime: round((MINUTES * 60) / seconds),
    target: 60,
  });
  return lectureId;
}

/** From the stored plan to ready. */
async function work(lectureId: string): Promise<void> {
  const started = performance.now();
  const startedAt = Date.now();
  const core = await startTestCore({
    home: join(folder, 'home'),
    provider: simulator,
    settings: {
      'transcription.concurrency': LANES,
      // A long answer takes its time here as it does in life.
      'network.headerTimeoutMs': 300_000,
      'network.totalTimeoutMs': 600_000,
    },
  });
  const lecture = await core.settled(lectureId, 600_000);
  const seconds = (performance.now() - started) / 1000;
  const endedAt = Date.now();
  await core.stop();
  const entries = await simulator.control.ledger();
  const critical = criticalPath(entries);
  print({
    bench: 'lecture.planToReady',
    status: lecture.status,
    requests: critical.requests,
    seconds: round(seconds),
    criticalPathSeconds: round(critical.seconds),
    ratio: round(seconds / critical.seconds),
    target: 1.15,
    ...overhead(entries, startedAt, endedAt),
  });
}

/** Where the time went in which the server was not what was waited for. */
function overhead(entries: readonly LedgerEntry[], startedAt: number, endedAt: number) {
  const of = (endpoint: string) => entries.filter((entry) => entry.endpoint === endpoint);
  const first = (all: readonly LedgerEntry[]) => Math.min(...all.map(({ startMs }) => startMs));
  const last = (all: readonly LedgerEntry[]) =>
    Math.max(...all.map(({ startMs, endMs }) => endMs ?? startMs));
  const [pieces, texts] = [of('transcriptions'), of('responses')];
  const busyMs = pieces.reduce((sum, { startMs, endMs }) => sum + (endMs ?? startMs) - startMs, 0);
  return {
    beforeFirstRequestMs: first(pieces) - startedAt,
    idlePerLaneMs: Math.round(last(pieces) - first(pieces) - busyMs / LANES),
    betweenStagesMs: first(texts) - last(pieces),
    afterLastAnswerMs: endedAt - last(texts),
  };
}

/** Shortest possible time with this server: pieces in order on the free lane, then the slowest artifact. */
function criticalPath(entries: readonly LedgerEntry[]): {
  readonly seconds: number;
  readonly requests: number;
} {
  const took = (entry: LedgerEntry) => (entry.endMs ?? entry.startMs) - entry.startMs;
  const pieces = entries.filter((entry) => entry.endpoint === 'transcriptions');
  const lanes = Array.from({ length: LANES }, () => 0);
  for (const piece of pieces) {
    const free = lanes.indexOf(Math.min(...lanes));
    lanes[free] = (lanes[free] ?? 0) + took(piece);
  }
  const texts = entries.filter((entry) => entry.endpoint === 'responses').map(took);
  return {
    seconds: (Math.max(...lanes) + Math.max(...texts)) / 1000,
    requests: pieces.length + texts.length,
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function print(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
