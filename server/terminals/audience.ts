import { encodeServerFrame } from './frames.ts'
import type { Viewer } from './port.ts'
import type { TerminalMode, TerminalState } from './view.ts'
import type { ViewerFeed } from './viewer-feed.ts'

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
  earlier({ client, handle }: Viewer): ViewerFeed[] {
    if (client === null) return []
    return [...this.#feeds].filter(
      ({ viewer }) => viewer.client === client && viewer.handle === handle,
    )
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
    for (const { viewer } of this.#feeds) {
      const state = { ...about, mode: viewer.mode, viewers }
      viewer.send(encodeServerFrame({ type: 'state', state }))
    }
  }
}
