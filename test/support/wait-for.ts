/** How often a state is looked at, and how long before giving up. Milliseconds. */
const LOOK_EVERY_MS = 5;
const GIVE_UP_AFTER_MS = 10_000;

/**
 * Waits until `look` answers something other than null, undefined or false, and answers that.
 * Throws with `what` when the state does not come.
 */
export async function waitFor<Value>(
  what: string,
  look: () => Value | null | undefined | false,
  giveUpAfterMs = GIVE_UP_AFTER_MS,
): Promise<Value> {
  const deadline = Date.now() + giveUpAfterMs;
  for (;;) {
    const value = look();
    if (value !== null && value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`Waited ${giveUpAfterMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
