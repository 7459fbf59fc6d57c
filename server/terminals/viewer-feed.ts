import { encodeServerFrame } from './frames.ts'
import type { Screen, Viewer } from './port.ts'
import type { ByteRing } from './ring.ts'
import type { SizeHistory } from './sizes.ts'

/** Bytes of output in one frame. */
const FRAME_BYTES = 64 * 1024

/**
 * Bytes sent and not acknowledged at most; what is behind them waits in the ring. It alone paces
 * a viewer: what a transport says it holds is stale when the acknowledgement comes that empties it.
 */
const WINDOW_BYTES = 256 * 1024

/** A transport that holds this much is beyond hope: the viewer is closed with 1013. */
const MAX_BUFFER_BYTES = 512 * 1024

/** The output that all viewers share. Frames for the same bytes are encoded once. */
export class SharedOutput {
  readonly ring: ByteRing
  readonly sizes: SizeHistory
  #from = -1
  #to = -1
  #frame: Uint8Array = new Uint8Array()

  constructor(ring: ByteRing, sizes: SizeHistory) {
    this.ring = ring
    this.sizes = sizes
  }

  /** The frame of the bytes from `from` to `to`; null when the ring does not hold `from`. */
  frame(from: number, to: number): Uint8Array | null {
    if (from === this.#from && to === this.#to) return this.#frame
    const bytes = this.ring.suffix(from, to)
    if (typeof bytes === 'string') return null
    this.#frame = encodeServerFrame({ type: 'output', offset: from, bytes })
    this.#from = from
    this.#to = to
    return this.#frame
  }
}

/**
 * `level`: all is sent. `waiting`: for acknowledgements, or for a screen. `lost`: the ring has
 * forgotten its next byte, it needs a screen. `full`: it must be closed.
 */
export type FeedState = 'level' | 'waiting' | 'lost' | 'full'

/**
 * One viewer's place in the output. There is no queue a viewer: the ring is everybody's queue, and
 * a viewer is an offset into it, so a slow one costs no memory and nobody waits for it.
 */
export class ViewerFeed {
  readonly viewer: Viewer
  readonly #shared: SharedOutput
  #next: number
  #acked: number
  #size: number
  #awaitsScreen = false
  #typed: number | null = null
  #screenAt = Number.NEGATIVE_INFINITY
  #progressAt: number

  constructor(viewer: Viewer, shared: SharedOutput, since: number, now: number) {
    this.viewer = viewer
    this.#shared = shared
    this.#next = since
    this.#acked = since
    this.#size = shared.sizes.numberAt(since) - 1
    this.#progressAt = now
  }

  /** Bytes of output that this viewer has not shown yet. */
  get behind(): number {
    return this.#shared.ring.end - this.#acked
  }

  /** When it was last given a screen; monotonic milliseconds. */
  get screenAt(): number {
    return this.#screenAt
  }

  get unacknowledged(): number {
    return this.#next - this.#acked
  }

  /** Has had something to show for `ms` without showing any of it. */
  isStuck(now: number, ms: number): boolean {
    return this.unacknowledged > 0 && now - this.#progressAt > ms
  }

  acknowledge(offset: number, now: number): void {
    if (offset <= this.#acked || offset > this.#next) return
    this.#acked = offset
    this.#progressAt = now
  }

  awaitScreen(): void {
    this.#awaitsScreen = true
  }

  showScreen(screen: Screen, now: number): void {
    this.#awaitsScreen = false
    this.#screenAt = now
    this.#progressAt = now
    this.viewer.send(encodeServerFrame({ type: 'snapshot', ...screen }))
    this.#next = screen.offset
    this.#acked = screen.offset
    this.#size = this.#shared.sizes.numberAt(screen.offset)
    const { cols, rows } = this.#shared.sizes.at(this.#size)
    if (cols !== screen.cols || rows !== screen.rows) this.#size -= 1
  }

  /** Input up to `id` took effect: told with the next output, which mostly is its echo. */
  confirmSoon(id: number): void {
    this.#typed = id
  }

  confirm(): void {
    if (this.#typed === null) return
    this.viewer.send(encodeServerFrame({ type: 'inputAck', id: this.#typed }))
    this.#typed = null
  }

  /** Sends as much as the viewer may have now. */
  pump(now: number): FeedState {
    if (this.#awaitsScreen) return 'waiting'
    const state = this.#send(now)
    this.confirm()
    return state
  }

  #send(now: number): FeedState {
    const { ring, sizes } = this.#shared
    for (;;) {
      const size = this.#size < sizes.latestNumber ? sizes.at(this.#size + 1) : null
      if (size !== null && size.offset <= this.#next) {
        this.viewer.send(encodeServerFrame({ type: 'resize', cols: size.cols, rows: size.rows }))
        this.#size += 1
        continue
      }
      if (this.viewer.bufferedAmount() >= MAX_BUFFER_BYTES) return 'full'
      if (this.#next < ring.start || this.#next > ring.end) return 'lost'
      if (this.#next === ring.end) return 'level'
      if (this.unacknowledged >= WINDOW_BYTES) return 'waiting'
      const to = Math.min(ring.end, this.#next + FRAME_BYTES, size?.offset ?? ring.end)
      const frame = this.#shared.frame(this.#next, to)
      if (frame === null) return 'lost'
      this.viewer.send(frame)
      if (this.unacknowledged === 0) this.#progressAt = now
      this.#next = to
    }
  }
}
