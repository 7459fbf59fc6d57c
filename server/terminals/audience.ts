import { encodeServerFrame } from './frames.ts'
import type { Viewer } from './port.ts'
import type { TerminalState } from './view.ts'
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

  /** Whoever types comes first: each frame sent wakes a process, which takes its share of time. */
  inOrder(): ViewerFeed[] {
    const feeds = [...this.#feeds]
    return feeds.filter(isOwn).concat(feeds.filter(feed => !isOwn(feed)))
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
    for (const feed of this.#feeds) if (isOwn(feed)) least = Math.min(least, feed.behind)
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

const isOwn = ({ viewer }: ViewerFeed): boolean => viewer.mode === 'own'
