import { encodeServerFrame } from './frames.ts'
import type { Viewer } from './port.ts'
import type { TerminalMode, TerminalState } from './view.ts'
import type { ViewerFeed } from './viewer-feed.ts'

/**
 * Viewers of one terminal at a time: some pages of its owner and all who help, far more than come.
 * Each costs an encoded state at each coming and going, and a share of every byte.
 */
export const MOST_VIEWERS = 32

/** All who look at one terminal. */
export class Audience {
  readonly #feeds = new Set<ViewerFeed>()

  add(feed: ViewerFeed): void {
    this.#feeds.add(feed)
  }

  /** False when it had left already. */
  delete(feed: ViewerFeed): boolean {
    return this.#feeds.delete(feed)
  }

  has(feed: ViewerFeed): boolean {
    return this.#feeds.has(feed)
  }

  all(): ViewerFeed[] {
    return [...this.#feeds]
  }

  with(mode: TerminalMode): ViewerFeed[] {
    return [...this.#feeds].filter(({ viewer }) => viewer.mode === mode)
  }

  /** Earlier connections of the same page. */
  earlier({ client, handle }: Pick<Viewer, 'client' | 'handle'>): ViewerFeed[] {
    if (client === null) return []
    return [...this.#feeds].filter(
      ({ viewer }) => viewer.client === client && viewer.handle === handle,
    )
  }

  hasRoomFor(viewer: Pick<Viewer, 'client' | 'handle'>): boolean {
    return this.#feeds.size - this.earlier(viewer).length < MOST_VIEWERS
  }

  /** Bytes that the owner's fastest viewer has not shown; 0 while no own viewer is there. */
  ownersLag(): number {
    let least = Number.POSITIVE_INFINITY
    for (const feed of this.#feeds)
      if (feed.viewer.mode === 'own') least = Math.min(least, feed.behind)
    return least === Number.POSITIVE_INFINITY ? 0 : least
  }

  confirm(): void {
    for (const feed of this.#feeds) feed.confirm()
  }

  tell(about: Pick<TerminalState, 'recording' | 'ended'>): void {
    const viewers = [...this.#feeds].map(({ viewer: { handle, mode } }) => ({ handle, mode }))
    for (const mode of ['own', 'observe'] as const) {
      const feeds = this.with(mode)
      if (feeds.length === 0) continue
      const frame = encodeServerFrame({ type: 'state', state: { ...about, mode, viewers } })
      for (const { viewer } of feeds) viewer.send(frame)
    }
  }
}
