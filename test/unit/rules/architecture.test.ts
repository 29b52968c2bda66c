import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

import { expect, test } from 'vitest';
import { z } from 'zod';

const project = resolve(import.meta.dirname, '../../..');
const page = readFileSync(resolve(project, 'ARCHITECTURE.md'), 'utf8');

/** Folders of a place, sorted. */
const foldersIn = (place: string) =>
  readdirSync(resolve(project, place), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();

/** Every path the tree draws. */
function drawnPaths(): string[] {
  const tree = /```\n(package\.json[^`]*)```/.exec(page)?.[1] ?? '';
  const above: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', name] = /^( *)(\S+)/.exec(line) ?? [];
    if (name === undefined || name.startsWith('*')) return [];
    above.length = indent.length / 2;
    const path = [...above, name].join('');
    above.push(name);
    return [path];
  });
}

test('everything the tree draws is there', () => {
  const drawn = drawnPaths();
  expect(drawn.length).toBeGreaterThan(30);
  expect(drawn.filter((path) => !existsSync(resolve(project, path)))).toEqual([]);
});

test.each(['main', 'main/pipeline'])('the tree draws every folder in %s', (place) => {
  const drawn = drawnPaths();
  expect(foldersIn(place).filter((name) => !drawn.includes(`${place}/${name}/`))).toEqual([]);
});

/** What a cell of the table names, as folders of main/ and `the contract`. */
const namesIn = (cell: string) => [
  ...Array.from(cell.matchAll(/`(?:main\/)?([a-z.]+)`/g), ([, name = '']) => name),
  ...(cell.includes('the contract') ? ['the contract'] : []),
];

/** The rules of the layers, as far as they say who may import whom in main/. */
const rulesSchema = z.object({
  forbidden: z.array(z.object({ name: z.string(), comment: z.string().optional() })),
});

test('the table says what the tool enforces', () => {
  const { forbidden } = rulesSchema.parse(createRequire(import.meta.url)('../../rules/layers.cjs'));
  const enforced = forbidden.flatMap(({ name, comment = '' }) => {
    const [, folder, list = ''] = /^main\/([a-z]+) may import (.*)$/.exec(comment) ?? [];
    return folder === undefined || name !== `main-${folder}` ? [] : [{ folder, list: list.split(', ') }];
  });
  const rows = Array.from(
    page.matchAll(/^\| (`main\/[^|]*) \| ([^|]*) \|$/gm),
    ([, folders = '', may = '']) => ({
      folders: namesIn(folders),
      // `speech` is a part of the pipeline; electron is a rule of its own.
      may: namesIn(may).filter((name) => name !== 'speech'),
    }),
  );
  expect(enforced.length).toBeGreaterThan(10);
  for (const { folder, list } of enforced.filter((one) => one.folder !== 'composition')) {
    const row = rows.find(({ folders }) => folders.includes(folder));
    expect(row?.may.toSorted(), folder).toEqual(list.toSorted());
  }
});
