import type { Clock } from '../../server/kernel/clock.ts'
import { disposable } from '../../server/kernel/disposable.ts'
import type { Schedule } from '../../server/kernel/schedule.ts'

type Timer = { readonly at: number; readonly run: () => void }

/** Time that goes on only when told to; what is scheduled runs in its order. */
export const fakeTime = (start = 1_700_000_000_000) => {
  let now = 0
  const timers = new Set<Timer>()
  const clock: Clock = { now: () => start + now, monotonic: () => now }
  const schedule: Schedule = (ms, run) => {
    const timer = { at: now + ms, run }
    timers.add(timer)
    return disposable(() => timers.delete(timer))
  }
  const next = (until: number): Timer | undefined =>
    [...timers].filter(timer => timer.at <= until).sort((a, b) => a.at - b.at)[0]
  return {
    clock,
    schedule,
    pending: () => timers.size,
    advance(ms: number) {
      const until = now + ms
      for (let timer = next(until); timer !== undefined; timer = next(until)) {
        timers.delete(timer)
        now = Math.max(now, timer.at)
        timer.run()
      }
      now = until
    },
  }
}

/** Lets what has been resolved already run: several turns of the microtask queue. */
export const settle = async (turns = 10): Promise<void> => {
  for (let i = 0; i < turns; i += 1) await Promise.resolve()
}
