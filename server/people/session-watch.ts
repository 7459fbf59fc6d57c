import type { Logger } from 'pino'
import { type Disposable, disposable } from '../kernel/disposable.ts'
import type { FactBus } from '../kernel/facts.ts'
import type { Principal } from '../kernel/roles.ts'
import { type Schedule, Timers } from '../kernel/schedule.ts'

/** A session that merely expired tells nobody, so it is asked for so often; in milliseconds. */
const RECHECK_MS = 20_000

export type SessionWatch = {
  /**
   * Looks a session up at once, on a beat, and whenever something about its member changed (they
   * signed out, their role changed). `told` gets who it belongs to now; null once it has ended.
   * After that, and after disposal, nothing more is told. A look-up that fails tells nothing.
   */
  follow(sessionId: string, memberId: string, told: (who: Principal | null) => void): Disposable
}

export type SessionWatchDeps = {
  readonly bus: FactBus
  readonly schedule: Schedule
  readonly log: Pick<Logger, 'warn'>
  /** Who a session belongs to now; null when it ended. */
  readonly principalOf: (sessionId: string) => Promise<Principal | null>
}

/** For what goes on long after the request that a session opened it with: streams and sockets. */
export const createSessionWatch = (deps: SessionWatchDeps): SessionWatch => ({
  follow(sessionId, memberId, told) {
    const timers = new Timers(deps.schedule)
    let done = false

    const recheck = async (): Promise<void> => {
      try {
        const who = await deps.principalOf(sessionId)
        if (done) return
        if (who === null) following.dispose()
        told(who)
      } catch (error) {
        // Not knowing is not a sign-out; the next beat asks again.
        deps.log.warn({ err: error }, 'a session could not be looked up')
      }
    }

    const ears = deps.bus.on('member.changed', changed => {
      if (changed.memberId === memberId) void recheck()
    })
    timers.every(RECHECK_MS, () => void recheck())

    const following = disposable(() => {
      done = true
      ears.dispose()
      timers.dispose()
    })
    void recheck()
    return following
  },
})
