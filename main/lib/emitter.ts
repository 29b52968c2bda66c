/** A typed list of listeners. */
export interface Emitter<Event> {
  emit(event: Event): void;
  /** Adds a listener; the returned function removes it. */
  subscribe(listener: (event: Event) => void): () => void;
}

/** Makes an emitter. A listener that throws does not keep the others from hearing; its error is rethrown as uncaught. */
export function createEmitter<Event>(): Emitter<Event> {
  const listeners = new Set<(event: Event) => void>();
  return {
    emit(event) {
      for (const listener of [...listeners]) {
        // One that was removed while the others were told must not hear of it any more.
        if (!listeners.has(listener)) continue;
        try {
          listener(event);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
