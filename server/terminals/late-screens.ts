import type { Clock } from '../kernel/clock.ts'
import type { Disposable } from '../kernel/disposable.ts'
import type { Schedule } from '../kernel/schedule.ts'
import { LOW_WATER_BYTES } from './brake.ts'
import type { Screen } from './port.ts'
import type { ViewerFeed } from './viewer-feed.ts'

/** A slow viewer gets a fresh screen at most this often, in milliseconds. */
const PAUSE_MS = 2000

type Deps = {
  readonly clock: Clock
  readonly schedule: Schedule
  /** Never rejects. */
  readonly make: () => Promise<Screen>
  readonly show: (feed: ViewerFeed, screen: Screen) => void
}

/** Screens for viewers whose next byte is gone: made one at a time, shared by all who wait. */
export class LateScreens implements Disposable {
  readonly #deps: Deps
  readonly #timers = new Map<ViewerFeed, Disposable>()
  #making: Promise<Screen> | null = null

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** One that still has much to show gets none now: it asks again once it has shown that. */
  want(feed: ViewerFeed): void {
    if (feed.unacknowledged > LOW_WATER_BYTES) return
    feed.awaitScreen()
    const wait = Math.max(0, feed.screenAt + PAUSE_MS - this.#deps.clock.monotonic())
    const timer = this.#deps.schedule(wait, () => {
      this.#timers.delete(feed)
      void this.#serve(feed)
    })
    this.#timers.set(feed, timer)
  }

  forget(feed: ViewerFeed): void {
    this.#timers.get(feed)?.dispose()
    this.#timers.delete(feed)
  }

  dispose(): void {
    for (const feed of [...this.#timers.keys()]) this.forget(feed)
  }

  async #serve(feed: ViewerFeed): Promise<void> {
    this.#making ??= this.#deps.make().finally(() => {
      this.#making = null
    })
    this.#deps.show(feed, await this.#making)
  }
}
