import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, test } from 'vitest';

const project = fileURLToPath(new URL('../../..', import.meta.url));

/** A file that breaks a rule, the line that breaks it, and the rule that must say so. */
const violations: readonly (readonly [file: string, line: string, rule: string])[] = [
  ['main/queue/a.ts', "import '../lectures/target.ts';", 'main-queue'],
  ['main/queue/b.ts', "import '../../preload/contract/target.ts';", 'main-queue'],
  ['main/lib/a.ts', "import '../queue/target.ts';", 'main-lib'],
  ['main/lectures/a.ts', "import '../database/target.ts';", 'main-lectures'],
  ['main/pipeline/a.ts', "import '../providers/target.ts';", 'main-pipeline'],
  ['main/providers/a.ts', "import '../storage/target.ts';", 'main-providers'],
  ['main/providers/b.ts', "import '../pipeline/target.ts';", 'main-providers-sees-ports-only'],
  ['main/storage/a.ts', "import '../queue/target.ts';", 'main-storage'],
  ['main/database/a.ts', "import '../media/target.ts';", 'main-database'],
  ['main/health/a.ts', "import '../queue/target.ts';", 'main-health'],
  ['main/desktop/a.ts', "import '../lectures/target.ts';", 'main-desktop'],
  [
    'main/lectures/b.ts',
    "import type { App } from 'electron'; export type A = App;",
    'electron-only-at-the-edge',
  ],
  ['main/lectures/c.ts', "import '../desktop/target.ts';", 'core-has-no-desktop'],
  ['main/lectures/d.ts', "import '../core.ts';", 'core-only-from-the-doors'],
  ['main/lectures/e.ts', "import '../cli.ts';", 'entries-are-imported-by-nobody'],
  ['main/lectures/f.ts', "import '../../test/target.ts';", 'product-never-imports-tests'],
  ['main/lib/cycle-one.ts', "import './cycle-two.ts';", 'no-cycles'],
  ['main/lectures/g.ts', "import '../composition/target.ts';", 'composition-only-in-the-core'],
  ['main/newcomer/a.ts', "import '../lib/target.ts';", 'every-folder-has-a-row'],
  ['renderer/parts/a.ts', "import '../features/two/target.ts';", 'parts-know-no-page'],
  ['renderer/words/a.ts', "import '../state/target.ts';", 'words-know-only-the-contract'],
  ['main/lib/alone.ts', 'export const alone = 1;', 'no-orphans'],
  ['preload/contract/a.ts', "import 'node:fs';", 'contract-imports-only-zod'],
  ['preload/index.ts', "import './contract/target.ts';", 'preload-loads-only-names'],
  ['renderer/app/a.ts', "import '../../main/lib/target.ts';", 'renderer-sees-only-the-contract'],
  ['renderer/app/b.ts', "import '../../preload/index.ts';", 'renderer-sees-only-the-contract'],
  ['renderer/app/c.ts', "import 'node:fs';", 'renderer-has-no-node'],
  ['renderer/features/one/a.ts', "import '../two/target.ts';", 'features-are-islands'],
  ['renderer/ui/a.ts', "import '../state/target.ts';", 'ui-knows-no-domain'],
  ['renderer/state/a.ts', "import '../ui/target.ts';", 'bridge-and-state-know-no-page'],
];

/** Imports the table allows; a rule that caught one of these would be too strict to live with. */
const allowed: readonly (readonly [file: string, line: string])[] = [
  ['main/core.ts', "import './database/target.ts';"],
  ['main/composition/good.ts', "import '../database/target.ts'; import '../media/target.ts';"],
  ['main/core-worker.ts', "import './core.ts';"],
  ['main/index.ts', "import 'electron'; import './desktop/target.ts';"],
  ['main/cli.ts', "import './core.ts'; import './cli/target.ts';"],
  ['main/cli/good.ts', "import '../core.ts'; import '../lib/target.ts';"],
  ['main/lectures/good.ts', "import '../pipeline/target.ts'; import '../../preload/contract/target.ts';"],
  ['main/providers/good.ts', "import '../pipeline/ports.ts'; import '../lib/target.ts';"],
  ['main/database/good.ts', "import type { T } from '../lectures/target.ts'; export type U = T;"],
  ['renderer/features/one/good.ts', "import '../../ui/target.ts'; import '../../state/target.ts';"],
];

const targets = [
  'main/lectures',
  'main/database',
  'main/providers',
  'main/storage',
  'main/queue',
  'main/media',
  'main/pipeline',
  'main/desktop',
  'main/cli',
  'main/composition',
  'main/lib',
  'preload/contract',
  'renderer/features/two',
  'renderer/state',
  'renderer/ui',
  'test',
];

let folder: string;
let found: readonly { readonly from: string; readonly rule: string }[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-layers-'));
  for (const target of targets) await write(`${target}/target.ts`, 'export type T = 1;');
  await write('main/pipeline/ports.ts', 'export type T = 1;');
  await write('main/lib/cycle-two.ts', "import './cycle-one.ts';");
  for (const [file, line] of [...violations, ...allowed]) await write(file, line);
  found = await cruise();
}, 60_000);

afterAll(async () => {
  await rm(folder, { recursive: true });
});

test.each(violations)('%s: %s breaks %s', (file, _line, rule) => {
  expect(found).toContainEqual({ from: file, rule });
});

test.each(allowed)('%s: %s is allowed', (file) => {
  const others = found.filter(({ from, rule }) => from === file && rule !== 'no-orphans');

  expect(others).toEqual([]);
});

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), `${content}\nexport {};\n`);
}

async function cruise(): Promise<{ from: string; rule: string }[]> {
  const tool = join(project, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const config = join(project, 'test/rules/layers.cjs');
  const args = [tool, '--config', config, '--output-type', 'json', 'main', 'preload', 'renderer', 'test'];
  const output = await promisify(execFile)(process.execPath, args, { cwd: folder, maxBuffer: 1e8 }).then(
    (result) => result.stdout,
    (error: unknown) => (error instanceof Error && 'stdout' in error ? String(error.stdout) : ''),
  );
  const report = JSON.parse(output) as {
    summary: { violations: { from: string; rule: { name: string } }[] };
  };
  return report.summary.violations.map(({ from, rule }) => ({ from, rule: rule.name }));
}
