import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Prices } from '../../../preload/contract/prices.ts';
import { pricesSchema } from '../../../preload/contract/prices.ts';

/**
 * The price table that is shipped: `prices.json` in the resources folder, with its source and the day it was read. A person's edited copy
 * stands in its place with `edited: true`. Throws when the file is missing or broken: the application is damaged then.
 */
export function readShippedPrices(resourcesFolder: string): Prices {
  return pricesSchema.parse(JSON.parse(readFileSync(path.join(resourcesFolder, 'prices.json'), 'utf8')));
}
