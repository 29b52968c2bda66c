/**
 * `npm test`: provides what the tests need, runs every phase, and ends with `N passed, N failed`.
 * `npm test -- PHASE… [FILTER…]` runs some phases only; other words are passed on as file filters.
 */
import { phases } from './lib/phases.mjs';
import { prepareApp } from './lib/prepare.mjs';
import { elapsed, main, say } from './lib/say.mjs';
import { forTests } from './lib/system.mjs';

await main(async () => {
  const words = process.argv.slice(2);
  const named = phases.filter((phase) => words.includes(phase.name));
  const chosen = named.length > 0 ? named : phases;
  const filters = words.filter((word) => !phases.some((phase) => phase.name === word));

  const total = { passed: 0, failed: 0, skipped: 0 };
  const lines = [];
  if (await isPrepared()) {
    for (const phase of chosen) {
      say(`\n=== ${phase.name}: ${phase.says}`);
      const result = await phase.run(filters);
      for (const key of Object.keys(total)) total[key] += result[key];
      lines.push(`  ${phase.name.padEnd(11)} ${describe(result)}`);
    }
  } else {
    total.failed = 1;
    lines.push('  preparation failed: nothing was tested');
  }
  console.log(
    `\n${lines.join('\n')}\n  ${elapsed()} in all${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
  );
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 ? 0 : 1;
});

async function isPrepared() {
  try {
    await prepareApp(forTests);
    return true;
  } catch (error) {
    say(error.message);
    return false;
  }
}

function describe({ passed, failed, skipped }) {
  if (passed + failed + skipped === 0) return 'ok';
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
