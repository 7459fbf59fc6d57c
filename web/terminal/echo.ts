/** How many keystrokes the shown figure is taken from: enough to be calm, few enough to follow. */
const WINDOW = 9

/** Measures the time from sending an input to its acknowledgement. */
export class EchoMeter {
  readonly #now: () => number
  readonly #sentAt = new Map<number, number>()
  #recent: number[] = []

  constructor(now: () => number) {
    this.#now = now
  }

  sent(id: number): void {
    this.#sentAt.set(id, this.#now())
  }

  /** The median of the newest, in milliseconds; null when this id's sending wasn't seen. */
  acknowledged(id: number): number | null {
    const at = this.#sentAt.get(id)
    for (const known of this.#sentAt.keys()) if (known <= id) this.#sentAt.delete(known)
    if (at === undefined) return null
    this.#recent = [...this.#recent, this.#now() - at].slice(-WINDOW)
    const ordered = [...this.#recent].sort((a, b) => a - b)
    return ordered[ordered.length >> 1] ?? null
  }

  /** Acknowledgements that are out belong to a link that is gone. */
  forget(): void {
    this.#sentAt.clear()
  }
}
