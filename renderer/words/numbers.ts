/** Sizes, shares, counts and money as a person reads them. Interface language is English; figures follow it. */

const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const smallDollars = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  maximumSignificantDigits: 2,
});
const whole = new Intl.NumberFormat('en-GB');

/** US dollars; amounts under a cent keep two significant digits, so that a cheap lecture doesn't read as free. */
export function money(amount: number): string {
  return amount > 0 && amount < 0.01 ? smallDollars.format(amount) : dollars.format(amount);
}

/** A count with its noun: `count(1, 'lecture')` is "1 lecture", 24 is "24 lectures". */
export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${whole.format(amount)} ${amount === 1 ? noun : plural}`;
}

/** A share of 0 to 1 in percent. Rounds down, so that only the whole reads as 100 %. */
export function percent(share: number, digits = 0): string {
  if (share >= 1) return '100\u202f%';
  const factor = 10 ** digits;
  return `${(Math.floor(share * 100 * factor) / factor).toFixed(digits)}\u202f%`;
}

/** A size in bytes, decimal units. */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** step;
  return `${amount >= 10 || step === 0 ? Math.round(amount) : amount.toFixed(1)} ${units[step] ?? 'B'}`;
}
