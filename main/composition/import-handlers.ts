import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { ImportForecast } from '../../preload/contract/commands.ts';
import { findRecordings } from '../lectures/find-recordings.ts';
import { namedCourse, resolveChoice } from '../lectures/import-choice.ts';
import { importLectures, type ImportDependencies } from '../lectures/import-lectures.ts';
import { titleFrom } from '../lectures/lecture-title.ts';
import type { CommandHandlers } from '../lib/command-handlers.ts';
import { toFailure } from '../lib/failure.ts';
import type { MediaProbe } from '../pipeline/media-port.ts';
import type { LectureChoice } from '../pipeline/rows-port.ts';
import { readTranscript } from '../pipeline/transcription/import-transcript.ts';
import type { Parts } from './parts.ts';

/** Commands that take recordings in. */
export function importHandlers(parts: Parts): Pick<CommandHandlers, 'forecast-import' | 'import-lectures'> {
  const { library, store, media, clock, settings, presets, queue, announcer } = parts;
  const dependencies: ImportDependencies = {
    library,
    store,
    media,
    clock,
    settings: () => settings.current(),
    presetIds: () => presets.map((preset) => preset.id),
    forecast: (file, choice) => forecastFile(parts, file, choice, file.bytes).microUsd,
    added(lectureId) {
      announcer.lecture(lectureId);
      announcer.library();
      queue.wake();
    },
  };
  return {
    'import-lectures': async ({ paths, choice }, signal) => ({
      outcomes: [...(await importLectures(dependencies, paths, choice, signal))],
    }),
    'forecast-import': async ({ paths, choice }, signal) => {
      const course = namedCourse(library, choice);
      const known = presets.map((preset) => preset.id);
      const fixed = resolveChoice(choice, course, settings.current(), known);
      const forecasts: ImportForecast[] = [];
      for (const path of paths) forecasts.push(...(await forecastAll(parts, resolve(path), fixed, signal)));
      return { forecasts, total: sumOf(forecasts) };
    },
  };
}

/** One forecast for a file; for a folder one for each recording in it. */
async function forecastAll(
  parts: Parts,
  path: string,
  fixed: LectureChoice,
  signal: AbortSignal,
): Promise<ImportForecast[]> {
  try {
    const forecasts: ImportForecast[] = [];
    for (const file of await findRecordings(path)) {
      forecasts.push(await forecastOne(parts, file, fixed, signal));
    }
    return forecasts;
  } catch (error) {
    signal.throwIfAborted();
    return [refused(path, error)];
  }
}

async function forecastOne(
  parts: Parts,
  path: string,
  fixed: LectureChoice,
  signal: AbortSignal,
): Promise<ImportForecast> {
  try {
    const probe = await parts.media.probe(path, signal);
    if (probe.kind === 'transcript') await readTranscript(path, basename(path));
    const { size } = await stat(path);
    const { microUsd, unpricedModels } = forecastFile(parts, probe, fixed, size);
    return {
      path,
      title: titleFrom(path, probe.title),
      durationSeconds: probe.durationMs === null ? null : probe.durationMs / 1000,
      bytes: size,
      forecast: microUsd === null ? null : microUsd / 1_000_000,
      unknown: microUsd === null ? reason(unpricedModels) : null,
      failure: null,
    };
  } catch (error) {
    signal.throwIfAborted();
    return refused(path, error);
  }
}

function refused(path: string, error: unknown): ImportForecast {
  const nothing = { durationSeconds: null, bytes: 0, forecast: null, unknown: null };
  return { path, title: basename(path), ...nothing, failure: toFailure(error) };
}

/** Bytes of one word of running text with its share of markup; only for a price before an imported transcript was read. */
const BYTES_PER_WORD = 6;

function forecastFile(
  parts: Parts,
  probe: Pick<MediaProbe, 'durationMs' | 'kind'>,
  choice: LectureChoice,
  bytes: number,
) {
  return probe.kind === 'transcript'
    ? parts.pricing.forecast(choice, 0, Math.round(bytes / BYTES_PER_WORD))
    : parts.pricing.forecast(choice, probe.durationMs, null);
}

function reason(unpricedModels: readonly string[]): string {
  return unpricedModels.length === 0
    ? 'The length is not known before the recording was read.'
    : `No price is known for ${unpricedModels.join(' and ')}.`;
}

/** The sum of what is accepted; null as soon as one price is unknown. */
function sumOf(forecasts: readonly ImportForecast[]): number | null {
  const accepted = forecasts.filter((one) => one.failure === null);
  const known = accepted.flatMap((one) => one.forecast ?? []);
  return known.length === accepted.length ? known.reduce((sum, one) => sum + one, 0) : null;
}
