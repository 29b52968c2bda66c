import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Preset } from '../../../preload/contract/course.ts';
import { presetSchema } from '../../../preload/contract/course.ts';

/**
 * The presets that are shipped: `presets.json` in the resources folder, in the order they are shown. Throws when the file is missing or
 * broken: the application is damaged then.
 */
export function readPresets(resourcesFolder: string): readonly Preset[] {
  const text = readFileSync(path.join(resourcesFolder, 'presets.json'), 'utf8');
  return z.array(presetSchema).min(1).parse(JSON.parse(text));
}
