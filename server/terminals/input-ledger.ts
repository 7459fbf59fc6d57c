/** Browsers whose last input is remembered, for one terminal. */
const MAX_CLIENTS = 64

/**
 * Makes what a browser sends again take effect once: input ids rise within a client, so an id at
 * or below the last one has been typed already. A client is a name kept over reconnects, or, where
 * none was given, the connection itself.
 */
export class InputLedger {
  readonly #last = new Map<string | object, number>()

  /** Whether this input is new; remembers it if so. */
  accept(client: string | object, id: number): boolean {
    const last = this.#last.get(client) ?? -1
    if (id <= last) return false
    this.#last.delete(client)
    this.#last.set(client, id)
    this.#forgetOldest()
    return true
  }

  #forgetOldest(): void {
    if (this.#last.size <= MAX_CLIENTS) return
    for (const client of this.#last.keys()) {
      this.#last.delete(client)
      return
    }
  }
}
