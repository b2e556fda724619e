export type Unsubscribe = () => void;

/** Listeners called in order, synchronously, with each occurrence. What a listener throws reaches whoever caused the occurrence. */
export class Hook<T> {
  readonly #listeners = new Set<(occurrence: T) => void>();

  listen(listener: (occurrence: T) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(occurrence: T): void {
    for (const listener of this.#listeners) listener(occurrence);
  }
}
