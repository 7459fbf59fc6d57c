import { countUntil, type Keyframe, type Track } from './track.ts'

/**
 * What a replay is drawn on. Each promise resolves when the terminal has taken it in; a caller
 * does one thing at a time.
 */
export type Screen = {
  /** Forgets everything, takes this size and shows this. */
  reset(cols: number, rows: number, data: string): Promise<void>
  resize(cols: number, rows: number): Promise<void>
  write(data: string): Promise<void>
}

/** At most this many characters go to the terminal at once: about 10 ms of its time. */
export const CHUNK = 64 * 1024

/** A jump shorter than this is replayed: it costs less than a keyframe and keeps the scrollback. */
const WORTH_A_KEYFRAME = 96 * 1024

const START = (track: Track): Keyframe => ({
  index: 0,
  cols: track.cols,
  rows: track.rows,
  data: '',
})

/** One track shown on one screen: knows how far it is, and brings it to another time. */
export class TrackView {
  track: Track
  readonly screen: Screen
  #keyframes: readonly Keyframe[]
  /** Events that the screen has taken in; null: it shows nothing known. */
  #applied: number | null = null

  constructor(track: Track, screen: Screen, keyframes: readonly Keyframe[]) {
    this.track = track
    this.screen = screen
    this.#keyframes = keyframes
  }

  setKeyframes(keyframes: readonly Keyframe[]): void {
    this.#keyframes = keyframes
  }

  /**
   * Shows the track as it was at `time`. Stops early, at an event's border and in a known state,
   * once `isStale` says so.
   */
  async moveTo(time: number, isStale: () => boolean): Promise<void> {
    const end = countUntil(this.track.events, time)
    const start = this.#startFor(end)
    if (start) {
      this.#applied = null
      await this.screen.reset(start.cols, start.rows, start.data)
      this.#applied = start.index
    }
    while (this.#applied !== null && this.#applied < end && !isStale()) {
      this.#applied = await this.#applyChunk(this.#applied, end)
    }
  }

  /** The keyframe to begin from, or null to go on from where the screen is. */
  #startFor(end: number): Keyframe | null {
    const best = this.#keyframes.findLast(frame => frame.index <= end) ?? START(this.track)
    if (this.#applied === null || this.#applied > end) return best
    const { sizes } = this.track
    const saved = (sizes[best.index] ?? 0) - (sizes[this.#applied] ?? 0)
    return saved > WORTH_A_KEYFRAME ? best : null
  }

  async #applyChunk(from: number, end: number): Promise<number> {
    const first = this.track.events[from]
    if (first?.kind === 'resize') {
      await this.screen.resize(first.cols, first.rows)
      return from + 1
    }
    let data = ''
    let next = from
    while (next < end && data.length < CHUNK) {
      const event = this.track.events[next]
      if (event?.kind !== 'output') break
      data += event.data
      next++
    }
    await this.screen.write(data)
    return next
  }
}
