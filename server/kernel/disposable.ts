/** Something that holds a resource until it is told to let go. */
export type Disposable = { dispose(): void }

export const disposable = (dispose: () => void): Disposable => {
  let done = false
  return {
    dispose() {
      if (done) return
      done = true
      dispose()
    },
  }
}

/** Owns others: disposes of them once, last added first; what is added later goes at once. */
export class DisposableStore implements Disposable {
  #items: Disposable[] = []
  #disposed = false

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose()
    else this.#items.push(item)
    return item
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    for (const item of this.#items.reverse()) item.dispose()
    this.#items = []
  }
}
