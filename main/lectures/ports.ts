/** Tells the doors what has changed; the composition turns it into events. */
export interface Announcer {
  /** Something shown with the lecture has changed. */
  lecture(id: string): void;
  removed(id: string): void;
}
