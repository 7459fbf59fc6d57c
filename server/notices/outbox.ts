import type { Notice } from './view.ts'

type Topic = Notice['topic']

/** Things of one topic remembered one by one; beyond, the topic's whole list is meant. */
const MOST_IDS = 16

/**
 * Notices on their way to one browser. Each says only `look again`, so the same one twice is one,
 * and many of a topic are its list: what waits is bounded however slow the reader is.
 */
export class Outbox {
  readonly #ids = new Map<Topic, Set<string>>()
  readonly #lists = new Set<Topic>()

  get isEmpty(): boolean {
    return this.#ids.size === 0 && this.#lists.size === 0
  }

  add({ topic, id }: Notice): void {
    if (this.#lists.has(topic)) return
    const ids = this.#ids.get(topic) ?? new Set()
    if (id !== null) ids.add(id)
    if (id === null || ids.size > MOST_IDS) {
      this.#ids.delete(topic)
      this.#lists.add(topic)
    } else {
      this.#ids.set(topic, ids)
    }
  }

  /** Everything that waits; it is empty after. */
  take(): Notice[] {
    const lists = [...this.#lists].map((topic): Notice => ({ topic, id: null }))
    const things = [...this.#ids].flatMap(([topic, ids]) =>
      [...ids].map((id): Notice => ({ topic, id })),
    )
    this.#ids.clear()
    this.#lists.clear()
    return [...lists, ...things]
  }
}
