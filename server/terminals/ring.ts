/** Output kept for viewers who reconnect: some seconds of a flood, hours of ordinary work. */
export const RING_BYTES = 2 * 1024 * 1024

const FIRST_BYTES = 64 * 1024

/**
 * The newest bytes of a stream, each known by its absolute offset since the stream began. Memory
 * grows with what was pushed, by doubling, up to `capacity`.
 */
export class ByteRing {
  readonly #capacity: number
  #memory: Uint8Array
  #start: number
  #end: number

  /** `start`: the offset of the first byte that will be pushed. */
  constructor(capacity = RING_BYTES, start = 0) {
    this.#capacity = capacity
    this.#memory = new Uint8Array(Math.min(capacity, FIRST_BYTES))
    this.#start = start
    this.#end = start
  }

  /** Offset of the oldest byte still here. */
  get start(): number {
    return this.#start
  }

  /** Offset after the newest byte. */
  get end(): number {
    return this.#end
  }

  push(bytes: Uint8Array): void {
    const kept = bytes.subarray(Math.max(0, bytes.length - this.#capacity))
    this.#makeRoom(this.#end - this.#start + kept.length)
    const size = this.#memory.length
    const at = (this.#end + bytes.length - kept.length) % size
    const beforeWrap = kept.subarray(0, size - at)
    this.#memory.set(beforeWrap, at)
    this.#memory.set(kept.subarray(beforeWrap.length), 0)
    this.#end += bytes.length
    this.#start = Math.max(this.#start, this.#end - size)
  }

  /**
   * A copy of the bytes from `since` up to `until`. `before`: the ring has forgotten `since`;
   * `after`: the stream has not come to it.
   */
  suffix(since: number, until = this.#end): Uint8Array | 'before' | 'after' {
    if (since < this.#start) return 'before'
    if (since > this.#end) return 'after'
    const copy = new Uint8Array(Math.max(0, Math.min(until, this.#end) - since))
    this.#copyTo(copy, since)
    return copy
  }

  #copyTo(target: Uint8Array, since: number): void {
    const size = this.#memory.length
    const at = since % size
    const beforeWrap = this.#memory.subarray(at, Math.min(size, at + target.length))
    target.set(beforeWrap)
    target.set(this.#memory.subarray(0, target.length - beforeWrap.length), beforeWrap.length)
  }

  #makeRoom(wanted: number): void {
    if (wanted <= this.#memory.length || this.#memory.length === this.#capacity) return
    const size = Math.min(this.#capacity, 2 ** Math.ceil(Math.log2(wanted)))
    const larger = new Uint8Array(size)
    const held = new Uint8Array(this.#end - this.#start)
    this.#copyTo(held, this.#start)
    const at = this.#start % size
    const beforeWrap = held.subarray(0, size - at)
    larger.set(beforeWrap, at)
    larger.set(held.subarray(beforeWrap.length), 0)
    this.#memory = larger
  }
}
