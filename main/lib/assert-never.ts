/** Ends a switch over a closed set; reached only when the types and the data disagree. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
