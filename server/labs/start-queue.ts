type Waiting = { readonly id: string; readonly run: () => Promise<void> }

/**
 * Lets a few labs start at a time: more would only make each slower on the same cores. First come,
 * first served.
 */
export class StartQueue {
  readonly #width: number
  #running = 0
  #waiting: Waiting[] = []

  constructor(width: number) {
    this.#width = width
  }

  /** `run` must not reject; its turn comes at once where there is room. */
  add(id: string, run: () => Promise<void>): void {
    this.#waiting.push({ id, run })
    this.#next()
  }

  /** Takes back what has not had its turn yet. */
  remove(id: string): void {
    this.#waiting = this.#waiting.filter(one => one.id !== id)
  }

  /** From 1; null when it does not wait. */
  positionOf(id: string): number | null {
    const index = this.#waiting.findIndex(one => one.id === id)
    return index === -1 ? null : index + 1
  }

  #next(): void {
    if (this.#running >= this.#width) return
    const first = this.#waiting.shift()
    if (first === undefined) return
    this.#running += 1
    void first.run().finally(() => {
      this.#running -= 1
      this.#next()
    })
  }
}
