import type { SizeAt } from './port.ts'

/** Sizes remembered at most; a window dragged to a new size makes some dozens. */
const MAX_SIZES = 1000

/** The sizes that a terminal had, each with a number that rises by one. Never empty. */
export class SizeHistory {
  #sizes: SizeAt[]
  #first = 0

  constructor(size: SizeAt) {
    this.#sizes = [size]
  }

  get latest(): SizeAt {
    return this.at(this.latestNumber)
  }

  get latestNumber(): number {
    return this.#first + this.#sizes.length - 1
  }

  add(size: SizeAt): void {
    this.#sizes.push(size)
    if (this.#sizes.length > MAX_SIZES) this.#drop(1)
  }

  at(number: number): SizeAt {
    const index = Math.min(Math.max(number - this.#first, 0), this.#sizes.length - 1)
    return this.#sizes[index] as SizeAt
  }

  /** The number of the size that held when output stood at `offset`. */
  numberAt(offset: number): number {
    const later = this.#sizes.findIndex(size => size.offset > offset)
    return this.#first + Math.max(0, (later === -1 ? this.#sizes.length : later) - 1)
  }

  /** The size at `offset` and all after it. */
  since(offset: number): SizeAt[] {
    return this.#sizes.slice(this.numberAt(offset) - this.#first)
  }

  /** Forgets sizes that ended before `offset`. */
  trim(offset: number): void {
    if (this.#sizes.length > 1) this.#drop(this.numberAt(offset) - this.#first)
  }

  #drop(count: number): void {
    this.#sizes = this.#sizes.slice(count)
    this.#first += count
  }
}
