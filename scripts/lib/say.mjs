/** What the scripts tell a person. All of it goes to stderr: stdout belongs to the program that is run. */

const startedAt = Date.now();

/** Prints one line. */
export function say(text) {
  process.stderr.write(`lectern: ${text}\n`);
}

/**
 * Runs a step that may take long: says what it does, repeats so every ten seconds, says how long it took.
 * @template T
 * @param {string} label What is being done, as a present participle: "Building the app".
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(label, work) {
  const from = Date.now();
  say(`${label} …`);
  const reminder = setInterval(() => say(`${label} … ${seconds(Date.now() - from)} so far`), 10_000);
  reminder.unref();
  try {
    const result = await work();
    say(`${label}: done in ${seconds(Date.now() - from)}`);
    return result;
  } finally {
    clearInterval(reminder);
  }
}

/** Time since the script started, for the last line of a long run. */
export function elapsed() {
  return seconds(Date.now() - startedAt);
}

/** A failure of the set-up that a person can do something about; printed without a stack. */
export class SetupError extends Error {}

/** Runs a script's main function; a {@link SetupError} becomes one plain line and exit code 1. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    say(error instanceof SetupError ? error.message : String(error?.stack ?? error));
    process.exit(1);
  }
}

function seconds(durationMs) {
  return durationMs < 10_000 ? `${(durationMs / 1000).toFixed(1)} s` : `${Math.round(durationMs / 1000)} s`;
}
