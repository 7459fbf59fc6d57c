import { type Disposable, disposable } from './disposable.ts'

type Listener<T> = (event: T) => void

/**
 * A typed, synchronous bus for facts that have happened. A listener that throws is reported to
 * `onError` and never stops the others or the publisher.
 */
export class Bus<Events extends Record<string, object>> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>()
  readonly #all = new Set<(name: keyof Events, event: Events[keyof Events]) => void>()
  readonly #onError: (error: unknown, name: string) => void

  constructor(onError: (error: unknown, name: string) => void) {
    this.#onError = onError
  }

  on<K extends keyof Events>(name: K, listener: Listener<Events[K]>): Disposable {
    const set = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, set)
    set.add(listener as Listener<never>)
    return disposable(() => set.delete(listener as Listener<never>))
  }

  /** Hears every fact; for journals and notices. */
  onAny(listener: (name: keyof Events, event: Events[keyof Events]) => void): Disposable {
    this.#all.add(listener)
    return disposable(() => this.#all.delete(listener))
  }

  emit<K extends keyof Events>(name: K, event: Events[K]): void {
    const named = (this.#listeners.get(name) ?? []) as Iterable<Listener<Events[K]>>
    for (const listener of [...named]) this.#guard(name, () => listener(event))
    for (const listener of [...this.#all]) this.#guard(name, () => listener(name, event))
  }

  #guard(name: keyof Events, run: () => void): void {
    try {
      run()
    } catch (error) {
      this.#onError(error, String(name))
    }
  }
}
