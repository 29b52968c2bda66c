/** `npm run check`: types, lint, format, layers and dead code, each with one line; all of them, even when one fails. */
import { prepareTools } from './lib/prepare.mjs';
import { run } from './lib/run.mjs';
import { main } from './lib/say.mjs';
import { tool } from './lib/tool.mjs';

const checks = [
  { name: 'types', path: 'typescript/bin/tsc', args: ['-b'] },
  { name: 'lint', path: 'oxlint/bin/oxlint', args: ['--deny-warnings'] },
  { name: 'format', path: 'prettier/bin/prettier.cjs', args: ['--check', '--log-level=warn', '.'] },
  {
    name: 'layers',
    path: 'dependency-cruiser/bin/dependency-cruiser.mjs',
    args: ['--config', 'test/rules/layers.cjs', 'main', 'preload', 'renderer'],
  },
  { name: 'dead code', path: 'knip/bin/knip.js', args: [] },
  {
    name: 'dead code in the product',
    path: 'knip/bin/knip.js',
    args: ['--production', '--include', 'files'],
  },
];

await main(async () => {
  await prepareTools();
  for (const { name, path, args } of checks) {
    const from = Date.now();
    const { code, output } = await run(process.execPath, [tool(path), ...args], { capture: true });
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - from) / 1000).toFixed(1)} s)`);
    if (code === 0) continue;
    console.log(output.trim());
    process.exitCode = 1;
  }
});
