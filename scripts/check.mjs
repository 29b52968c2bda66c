/** `npm run check`: types, lint, format, layers and dead code, each with one line; all of them, even when one fails. */
import { prepareTools } from './lib/prepare.mjs';
import { run } from './lib/run.mjs';
import { main } from './lib/say.mjs';
import { tool } from './lib/tool.mjs';

const checks = [
  ['types', 'typescript/bin/tsc', ['-b']],
  ['lint', 'oxlint/bin/oxlint', ['--deny-warnings']],
  ['format', 'prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']],
  [
    'layers',
    'dependency-cruiser/bin/dependency-cruiser.mjs',
    ['--config', 'test/rules/layers.cjs', 'main', 'preload', 'renderer'],
  ],
  ['dead code', 'knip/bin/knip.js', []],
  ['dead code in the product', 'knip/bin/knip.js', ['--production']],
];

await main(async () => {
  await prepareTools();
  for (const [name, path, args] of checks) {
    const from = Date.now();
    const { code, output } = await run(process.execPath, [tool(path), ...args], { capture: true });
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - from) / 1000).toFixed(1)} s)`);
    if (code === 0) continue;
    console.log(output.trim());
    process.exitCode = 1;
  }
});
