import { type Disposable, disposable } from './disposable.ts'

/** Runs something once, `ms` milliseconds from now; disposing of the result calls it off. */
export type Schedule = (ms: number, run: () => void) => Disposable

export const systemSchedule: Schedule = (ms, run) => {
  const timer = setTimeout(run, ms)
  return disposable(() => clearTimeout(timer))
}
