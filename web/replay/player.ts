import { type Disposable, disposable } from '../../server/kernel/disposable.ts'
import { type Screen, TrackView } from './screen.ts'
import { changeNear, type Keyframe, skipIdleTime, type Track } from './track.ts'

export const SPEEDS = [0.5, 1, 1.5, 2, 4, 8] as const

export type Phase = 'paused' | 'playing' | 'seeking' | 'ended'

export type PlayerState = {
  readonly phase: Phase
  /** Whether it plays, or will as soon as the seek under way is done. */
  readonly playing: boolean
  /** Milliseconds since the recording's start. */
  readonly position: number
  readonly duration: number
  readonly speed: number
  readonly skipIdle: boolean
}

/** Time as an argument: `now` in milliseconds, never going back; `after` returns how to cancel. */
export type PlayerClock = {
  now(): number
  after(ms: number, run: () => void): () => void
}

export type PlayerOptions = {
  readonly tracks: readonly Track[]
  /** Milliseconds. */
  readonly duration: number
  readonly clock: PlayerClock
  /** Moments (ms, ascending) that skipping idle time must not jump over: check flips, comments. */
  readonly landmarks?: readonly number[]
  readonly onChange: (state: PlayerState) => void
}

/** Two frames of a 60 Hz screen: smooth to the eye, and half the work. */
const TICK_MS = 33

/**
 * Plays the terminals of a recording on one clock.
 *
 * paused ⇄ playing → ended; a seek leads from any of them through `seeking` back. Everything that
 * waits (a screen taking in output) carries the generation it began in; whatever ends a run raises
 * the generation, so a stale run stops at its next step and never overwrites a newer one's screen:
 * runs follow each other in one queue.
 */
export class Player implements Disposable {
  readonly #clock: PlayerClock
  readonly #onChange: (state: PlayerState) => void
  readonly #views = new Map<number, TrackView>()
  readonly #keyframes = new Map<number, readonly Keyframe[]>()
  #tracks: readonly Track[]
  #landmarks: readonly { at: number }[]
  #phase: Phase = 'paused'
  #playAfterSeek = false
  #position = 0
  #duration: number
  #speed = 1
  #skipIdle = false
  #generation = 0
  #queue: Promise<void> = Promise.resolve()
  #cancelTick: () => void = () => {}
  /** The clock at which `#position` was true. */
  #since = 0

  constructor(options: PlayerOptions) {
    this.#clock = options.clock
    this.#onChange = options.onChange
    this.#tracks = options.tracks
    this.#duration = options.duration
    this.#landmarks = (options.landmarks ?? []).map(at => ({ at }))
  }

  get state(): PlayerState {
    return {
      phase: this.#phase,
      playing: this.#phase === 'playing' || (this.#phase === 'seeking' && this.#playAfterSeek),
      position: this.#position,
      duration: this.#duration,
      speed: this.#speed,
      skipIdle: this.#skipIdle,
    }
  }

  /** Shows terminal `n` on a screen until disposed of; others keep their place for free. */
  attach(n: number, screen: Screen): Disposable {
    const track = this.#tracks.find(candidate => candidate.n === n)
    if (!track) return disposable(() => {})
    const view = new TrackView(track, screen, this.#keyframes.get(n) ?? [])
    this.#views.set(n, view)
    void this.seek(this.#position)
    return disposable(() => {
      if (this.#views.get(n) === view) this.#views.delete(n)
    })
  }

  /** Keyframes of terminal `n`, ordered by index; they only make seeking quicker. */
  setKeyframes(n: number, keyframes: readonly Keyframe[]): void {
    this.#keyframes.set(n, keyframes)
    this.#views.get(n)?.setKeyframes(keyframes)
  }

  /** A recording that is still written has grown: the same tracks, longer. */
  extend(tracks: readonly Track[], duration: number, landmarks: readonly number[] = []): void {
    this.#tracks = tracks
    this.#duration = Math.max(duration, this.#duration)
    this.#landmarks = landmarks.map(at => ({ at }))
    for (const track of tracks) {
      const view = this.#views.get(track.n)
      if (view) view.track = track
    }
    if (this.#phase === 'ended') this.#enter('paused')
    else this.#tell()
  }

  play(): void {
    if (this.#phase === 'ended') {
      this.#playAfterSeek = true
      void this.#seek(0)
    } else if (this.#phase === 'seeking') {
      this.#playAfterSeek = true
      this.#tell()
    } else if (this.#phase === 'paused') this.#start()
  }

  pause(): void {
    this.#playAfterSeek = false
    if (this.#phase === 'seeking') this.#tell()
    if (this.#phase !== 'playing') return
    this.#settlePosition()
    this.#stop()
    this.#enter('paused')
  }

  /** Resolves when the screens show that moment, or a newer seek took over. */
  seek(position: number): Promise<void> {
    if (this.#phase !== 'seeking') this.#playAfterSeek = this.#phase === 'playing'
    return this.#seek(position)
  }

  /** To the next (or previous) change of what is shown; pauses. */
  step(direction: 1 | -1): Promise<void> {
    this.pause()
    const time = changeNear(this.#shownTracks(), this.#position, direction)
    return time === null ? Promise.resolve() : this.seek(time)
  }

  setSpeed(speed: number): void {
    this.#settlePosition()
    this.#speed = speed
    this.#tell()
  }

  setSkipIdle(on: boolean): void {
    this.#skipIdle = on
    this.#tell()
  }

  dispose(): void {
    this.#stop()
    this.#views.clear()
  }

  #shownTracks(): readonly Track[] {
    const shown = this.#tracks.filter(track => this.#views.has(track.n))
    return shown.length > 0 ? shown : this.#tracks
  }

  #seek(position: number): Promise<void> {
    this.#stop()
    this.#position = Math.min(Math.max(position, 0), this.#duration)
    this.#enter('seeking')
    return this.#run(() => {
      if (this.#position >= this.#duration) this.#enter('ended')
      else if (this.#playAfterSeek) this.#start()
      else this.#enter('paused')
    })
  }

  #start(): void {
    this.#since = this.#clock.now()
    this.#enter('playing')
    this.#scheduleTick()
  }

  #stop(): void {
    this.#generation++
    this.#cancelTick()
  }

  #scheduleTick(): void {
    this.#cancelTick = this.#clock.after(TICK_MS, () => this.#tick())
  }

  #tick(): void {
    this.#settlePosition()
    if (this.#skipIdle) {
      const series = [...this.#tracks.map(track => track.events), this.#landmarks]
      this.#position = skipIdleTime(series, this.#position, this.#duration)
    }
    this.#tell()
    void this.#run(() => {
      if (this.#position < this.#duration) this.#scheduleTick()
      else this.#enter('ended')
    })
  }

  /** Brings all screens to the position, after whatever ran before; then `done`, unless stale. */
  #run(done: () => void): Promise<void> {
    const generation = this.#generation
    const isStale = () => generation !== this.#generation
    this.#queue = this.#queue.then(async () => {
      if (isStale()) return
      const target = this.#position
      await Promise.all([...this.#views.values()].map(view => view.moveTo(target, isStale)))
      if (!isStale()) done()
    })
    return this.#queue
  }

  #settlePosition(): void {
    if (this.#phase !== 'playing') return
    const now = this.#clock.now()
    const played = this.#position + (now - this.#since) * this.#speed
    this.#position = Math.min(played, this.#duration)
    this.#since = now
  }

  #enter(phase: Phase): void {
    this.#phase = phase
    if (phase === 'ended') this.#playAfterSeek = false
    this.#tell()
  }

  #tell(): void {
    this.#onChange(this.state)
  }
}
