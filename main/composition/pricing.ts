import type { Preset } from '../../preload/contract/course.ts';
import type { Stage } from '../../preload/contract/job.ts';
import { pricesSchema, type Prices } from '../../preload/contract/prices.ts';
import type { Settings } from '../../preload/contract/settings.ts';
import type { Notes } from '../database/setting-rows.ts';
import { forecastLecture, type Forecast } from '../pipeline/cost/forecast.ts';
import { readShippedPrices } from '../pipeline/cost/price-table.ts';
import type { Lecture, LectureChoice } from '../pipeline/rows-port.ts';

/** Prices and what follows from them. */
export interface Pricing {
  prices(): Prices;
  /** Saves a person's own table; it is marked as edited. */
  save(prices: Prices): Prices;
  /** Before anything was listened to. `words` are those of an imported transcript. */
  forecast(choice: LectureChoice, audioMs: number | null, words: number | null): Forecast;
  /** Price of making a stage anew with what follows from it, micro US dollars; null when unknown. */
  forecastReplay(lecture: Lecture, stage: Stage, words: number | null): number | null;
}

/** Name of the note that holds a person's own price table. */
const NOTE = 'prices';

/** Prices from the shipped table, or the person's own. */
export function createPricing(
  resources: string,
  notes: Notes,
  settings: () => Settings,
  presets: readonly Preset[],
): Pricing {
  const shipped = readShippedPrices(resources);
  const prices = (): Prices => {
    const own = notes.read(NOTE);
    return (own === null ? null : readPrices(own)) ?? shipped;
  };
  const forecast: Pricing['forecast'] = (choice, audioMs, words) => {
    const current = settings();
    const preset = presets.find((one) => one.id === choice.presetId) ?? presets[0];
    if (preset === undefined) throw new Error('No presets are shipped');
    // A recording whose container names no length is priced once it was listened to.
    if (audioMs === null && words === null) return { microUsd: null, unpricedModels: [] };
    return forecastLecture(
      {
        audioMs: audioMs ?? 0,
        words,
        transcriptionModel: choice.transcriptionModel ?? current['transcription.model'],
        generationModel: choice.generationModel ?? current['generation.model'],
        preset,
      },
      prices(),
    );
  };
  return {
    prices,
    save(table) {
      notes.write(NOTE, JSON.stringify({ ...table, edited: true }));
      return prices();
    },
    forecast,
    forecastReplay(lecture, stage, words) {
      if (stage === 'export' || stage === 'ingest') return 0;
      const audioMs = stage === 'transcription' ? (lecture.speechMs ?? lecture.durationMs) : 0;
      return forecast(lecture.choice, audioMs, stage === 'transcription' ? null : words).microUsd;
    },
  };
}

/** Null for a table that cannot be used any more: the shipped one counts then, rather than nothing having a price. */
function readPrices(text: string): Prices | null {
  try {
    return pricesSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
