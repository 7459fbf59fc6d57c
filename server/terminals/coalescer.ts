import type { Clock } from '../kernel/clock.ts'
import type { Disposable } from '../kernel/disposable.ts'
import type { Schedule } from '../kernel/schedule.ts'

/** A screen shows a frame every 16 ms; a third of that is never seen as a delay. */
const BATCH_MS = 5

/** Enough that the cost of a frame is small beside the cost of its bytes. */
const BATCH_BYTES = 32 * 1024

/** What an echo or a prompt is at most; floods come in larger chunks. */
const SMALL_BYTES = 1024

/** Small chunks that may go at once within one batch time. */
const SMALL_BURST = 8

/**
 * Decides when output goes to the viewers: small chunks at once, so that an echo is not held
 * back; then batches of 5 ms or 32 KiB, so that a flood does not become a flood of frames.
 */
export class Coalescer {
  readonly #clock: Clock
  readonly #schedule: Schedule
  readonly #flush: () => void
  #pending = 0
  #timer: Disposable | null = null
  #burst = 0
  #burstSince = Number.NEGATIVE_INFINITY

  constructor(deps: { clock: Clock; schedule: Schedule; flush: () => void }) {
    this.#clock = deps.clock
    this.#schedule = deps.schedule
    this.#flush = deps.flush
  }

  add(bytes: number): void {
    this.#pending += bytes
    if (this.#pending >= BATCH_BYTES || this.#mayGoAtOnce()) this.flush()
    else this.#timer ??= this.#schedule(BATCH_MS, () => this.flush())
  }

  /** Lets everything pending go now. */
  flush(): void {
    this.#timer?.dispose()
    this.#timer = null
    this.#pending = 0
    this.#flush()
  }

  dispose(): void {
    this.#timer?.dispose()
    this.#timer = null
  }

  #mayGoAtOnce(): boolean {
    if (this.#timer !== null || this.#pending > SMALL_BYTES) return false
    const now = this.#clock.monotonic()
    if (now - this.#burstSince > BATCH_MS) {
      this.#burstSince = now
      this.#burst = 0
    }
    this.#burst += 1
    return this.#burst <= SMALL_BURST
  }
}
