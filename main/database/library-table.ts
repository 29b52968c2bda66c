import type { Library } from '../pipeline/ports.ts';

/** Runs rows that belong together as one, inside an open transaction or in its own. */
export type JoinTransaction = Library['transaction'];

/** Raises a lecture's revision: something shown with it has changed. */
export type TouchLecture = Library['touchLecture'];
