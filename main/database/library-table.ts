import type { Library } from '../pipeline/library-port.ts';
import type { Connection } from './connection.ts';
import type { Transact } from './transaction.ts';

/** What a table that belongs to lectures is made of. */
export interface LibraryTable {
  readonly connection: Connection;
  readonly transact: Transact;
  /** Raises a lecture's revision: something shown with it has changed. */
  readonly touchLecture: Library['touchLecture'];
}
