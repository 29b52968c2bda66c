import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { root } from './places.mjs';
import { readResults } from './results.mjs';
import { runInForeground } from './run.mjs';
import { tool } from './tool.mjs';
import { withVirtualDisplay } from './virtual-display.mjs';

const reports = join(root, 'test-results');

/** The phases of `npm test`, cheapest first. Each runs whatever the others did. */
export const phases = [
  { name: 'check', says: 'types, lint, format, layers, dead code', run: () => runScript('check.mjs') },
  vitestPhase('unit', 'one module at a time'),
  vitestPhase('ports', 'every adapter against the suite of its port'),
  vitestPhase('components', 'pages and controls in a simulated browser'),
  vitestPhase('media', 'the media engine, the cutter and the clock on real sound'),
  vitestPhase('journeys', 'the whole core against the simulator: faults, kills, recovery'),
  { name: 'package', says: 'the unpacked application', run: () => runScript('package.mjs') },
  { name: 'e2e', says: 'the real app in a real window', run: runPlaywright },
];

/** A phase that is one script: it counts nothing when it works and one failure when it does not. */
async function runScript(name) {
  const code = await runInForeground(process.execPath, [join(root, 'scripts', name)], { cwd: root });
  return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

function vitestPhase(project, says) {
  const run = async (filters) => {
    const report = await emptyReport(`${project}.json`);
    const code = await runInForeground(
      process.execPath,
      [
        tool('vitest/vitest.mjs'),
        'run',
        ...['--project', project],
        ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
        ...filters,
      ],
      { cwd: root },
    );
    return readResults('vitest', report, code);
  };
  return { name: project, says, run };
}

async function runPlaywright(filters) {
  const report = await emptyReport('e2e.json');
  const command = [tool('@playwright/test/cli.js'), 'test', '--reporter=list,json', ...filters];
  const start = (env) =>
    runInForeground(process.execPath, command, {
      cwd: root,
      env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    });
  // Always a display of its own: tests must neither disturb nor depend on the screen of the person running them.
  const code = await (process.platform === 'linux' ? withVirtualDisplay(start) : start(process.env));
  return readResults('playwright', report, code);
}

/** A report of an earlier run must never be taken for this one's. */
async function emptyReport(name) {
  await mkdir(reports, { recursive: true });
  const report = join(reports, name);
  await rm(report, { force: true });
  return report;
}
