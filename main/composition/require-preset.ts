import { unknownPreset } from '../lectures/import-choice.ts';
import type { Parts } from './parts.ts';

/** Throws `PRESET_UNKNOWN` when there is no such preset. */
export function requirePreset({ presets }: Pick<Parts, 'presets'>, id: string): void {
  const known = presets.map((preset) => preset.id);
  if (!known.includes(id)) throw unknownPreset(id, known);
}
