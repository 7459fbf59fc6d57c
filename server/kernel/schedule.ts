import { type Disposable, disposable } from './disposable.ts'

/** Runs something once, `ms` milliseconds from now; disposing of the result calls it off. */
export type Schedule = (ms: number, run: () => void) => Disposable

export const systemSchedule: Schedule = (ms, run) => {
  const timer = setTimeout(run, ms)
  return disposable(() => clearTimeout(timer))
}

/** The timers of one owner: those that have not run are called off together. */
export class Timers implements Disposable {
  readonly #schedule: Schedule
  readonly #pending = new Set<Disposable>()
  #disposed = false

  constructor(schedule: Schedule) {
    this.#schedule = schedule
  }

  after(ms: number, run: () => void): Disposable {
    if (this.#disposed) return disposable(() => {})
    const timer = this.#schedule(ms, () => {
      this.#pending.delete(handle)
      run()
    })
    const handle = disposable(() => {
      timer.dispose()
      this.#pending.delete(handle)
    })
    this.#pending.add(handle)
    return handle
  }

  /** Runs it every `ms` milliseconds until disposed of. */
  every(ms: number, run: () => void): void {
    this.after(ms, () => {
      this.every(ms, run)
      run()
    })
  }

  dispose(): void {
    this.#disposed = true
    for (const handle of [...this.#pending]) handle.dispose()
  }
}
