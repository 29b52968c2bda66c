/** Anything the core numbers: of two, the one with the higher revision is the newer. */
export interface Revised {
  readonly revision: number;
}

/** The newer of what is known and what has arrived. */
export function newest<View extends Revised>(known: View | null, arrived: View): View {
  return known !== null && known.revision > arrived.revision ? known : arrived;
}
