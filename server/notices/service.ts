import { AppError } from '../kernel/app-error.ts'
import { type Disposable, DisposableStore } from '../kernel/disposable.ts'
import type { FactBus } from '../kernel/facts.ts'
import type { Principal } from '../kernel/roles.ts'
import type { Schedule } from '../kernel/schedule.ts'
import type { SessionWatch } from '../people/session-watch.ts'
import { noticesOf } from './from-facts.ts'
import { Subscriber, type Writer } from './subscriber.ts'

/** Proxies commonly close a stream that was silent for 60 s. */
const BEAT = 20_000

/** Open tabs of one member: far more than anybody has, so that a loop in a page can't add up. */
const MOST_STREAMS = 32

export type Notices = Disposable & {
  /** Throws `too-many-streams` (429) where the member has more open than pages make. */
  assertRoom(principal: Principal): void
  /** Opens a stream. */
  subscribe(sessionId: string, principal: Principal, writer: Writer): Subscriber
  /** How many are open, for metrics. */
  readonly size: number
}

type Deps = {
  readonly bus: FactBus
  readonly schedule: Schedule
  readonly sessionWatch: SessionWatch
}

/**
 * Tells browsers what to look at again. A stream ends when its session does, and tells more or
 * less as soon as its member's role changes.
 */
export const createNotices = ({ bus, schedule, sessionWatch }: Deps): Notices => {
  const subscribers = new Set<Subscriber>()
  const owned = new DisposableStore()
  let beat: Disposable | null = null

  const onBeat = () => {
    beat = subscribers.size === 0 ? null : schedule(BEAT, onBeat)
    for (const subscriber of subscribers) subscriber.beat()
  }

  owned.add(
    bus.onAny((name, fact) => {
      for (const addressed of noticesOf(name, fact as never)) {
        for (const subscriber of subscribers) subscriber.offer(addressed)
      }
    }),
  )

  return {
    get size() {
      return subscribers.size
    },

    assertRoom(principal) {
      const own = [...subscribers].filter(other => other.principal.id === principal.id)
      if (own.length >= MOST_STREAMS) {
        const detail = 'You have too many pages of Hatchery open. Close some of them.'
        throw new AppError('too-many-streams', 429, detail)
      }
    },

    subscribe(sessionId, principal, writer) {
      const subscriber = new Subscriber(principal, writer, schedule)
      subscribers.add(subscriber)
      const following = sessionWatch.follow(sessionId, principal.id, who => {
        if (who === null) subscriber.dispose()
        else subscriber.principal = who
      })
      void subscriber.ended.then(() => {
        following.dispose()
        subscribers.delete(subscriber)
      })
      subscriber.beat()
      beat ??= schedule(BEAT, onBeat)
      return subscriber
    },

    dispose() {
      owned.dispose()
      beat?.dispose()
      for (const subscriber of subscribers) subscriber.dispose()
    },
  }
}
