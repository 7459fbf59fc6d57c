import type { Pty } from '../engine/port.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Disposable, DisposableStore } from '../kernel/disposable.ts'
import { type Schedule, Timers } from '../kernel/schedule.ts'
import { Audience } from './audience.ts'
import { Brake } from './brake.ts'
import { Coalescer } from './coalescer.ts'
import { type ClientFrame, decodeClientFrame } from './frames.ts'
import { Keyboard } from './keyboard.ts'
import { LateScreens } from './late-screens.ts'
import { latestScreen } from './latest-screen.ts'
import type { Screen, ScreenMaker, TerminalRecording, Viewer } from './port.ts'
import { ByteRing, RING_BYTES } from './ring.ts'
import { SizeHistory } from './sizes.ts'
import { SharedOutput, ViewerFeed } from './viewer-feed.ts'

/** Input whose echo does not come is confirmed without it, after so many milliseconds. */
const CONFIRM_MS = 20

/** Observers are a screen's frame behind: an echo's moment belongs to its owner. Milliseconds. */
const OBSERVE_MS = 16

/** A viewer that is behind and has shown nothing for this long, in milliseconds, is closed. */
const STALL_MS = 30_000

export type HubDeps = {
  readonly clock: Clock
  readonly schedule: Schedule
  readonly recording: TerminalRecording | null
  readonly screens: ScreenMaker
  readonly cols: number
  readonly rows: number
  /** Offset of the first byte to come: above 0 for a terminal of an earlier run of the server. */
  readonly start?: number
  readonly ringBytes?: number
  readonly onJoin?: (viewer: Viewer) => void
  readonly onLeave?: (viewer: Viewer) => void
  /** Told of each size that the owner sets. */
  readonly onResize?: (cols: number, rows: number) => void
}

/** A viewer's end of the hub. After `leave`, and after the hub closed the viewer, both do nothing. */
export type Connection = {
  receive(data: Uint8Array): void
  leave(): void
}

/**
 * One PTY, many viewers; knows nothing of sockets. Output goes to the recording first, then into
 * the ring, and from there to each viewer at its own pace. Only the owner's fastest viewer brakes
 * the PTY (and a recording whose disk can't keep up: it may not drop).
 */
export class TerminalHub {
  readonly #deps: HubDeps
  readonly #ring: ByteRing
  readonly #sizes: SizeHistory
  readonly #shared: SharedOutput
  readonly #coalescer: Coalescer
  readonly #keyboard = new Keyboard()
  readonly #audience = new Audience()
  readonly #disposables = new DisposableStore()
  readonly #brake = new Brake()
  readonly #screens: LateScreens
  readonly #timers: Timers
  #confirming: Disposable | null = null
  #observing: Disposable | null = null
  #ended: { why: string } | null = null

  constructor(deps: HubDeps) {
    this.#deps = deps
    const { start = 0, ringBytes = RING_BYTES, cols, rows } = deps
    this.#ring = new ByteRing(ringBytes, start)
    this.#sizes = new SizeHistory({ offset: start, cols, rows })
    this.#shared = new SharedOutput(this.#ring, this.#sizes)
    this.#timers = this.#disposables.add(new Timers(deps.schedule))
    this.#coalescer = this.#disposables.add(
      new Coalescer({ ...deps, flush: () => this.#pumpAll() }),
    )
    this.#screens = this.#disposables.add(
      new LateScreens({
        ...deps,
        make: () => latestScreen(this.#shared, deps.recording, deps.screens),
        show: (feed, screen) => this.#showScreen(feed, screen),
      }),
    )
    if (deps.recording === null) return
    this.#disposables.add(deps.recording.onChange(() => this.#recordingTold()))
  }

  get size(): { readonly cols: number; readonly rows: number } {
    return this.#sizes.latest
  }

  /** The PTY to type into and to brake; null while its stream is lost. */
  connect(pty: Pty | null): void {
    this.#brake.connect(pty)
    this.#keyboard.connect(pty)
  }

  output(bytes: Uint8Array): void {
    this.#deps.recording?.output(bytes)
    this.#ring.push(bytes)
    this.#coalescer.add(bytes.length)
    this.#govern()
  }

  /** False where `MOST_VIEWERS` look already; a page that comes again takes its own place. */
  hasRoomFor(viewer: Pick<Viewer, 'client' | 'handle'>): boolean {
    return this.#audience.hasRoomFor(viewer)
  }

  attach(viewer: Viewer, since: number): Connection {
    for (const earlier of this.#audience.earlier(viewer)) {
      this.#close(earlier, 4001, 'A newer connection of this page took its place.')
    }
    const feed = new ViewerFeed(viewer, this.#shared, since, this.#deps.clock.monotonic())
    this.#audience.add(feed)
    this.#deps.onJoin?.(viewer)
    this.#tellState()
    this.#pump(feed)
    this.#govern()
    const client = viewer.client === null ? feed : `${viewer.handle} ${viewer.client}`
    return {
      receive: data => this.#receive(feed, client, data),
      leave: () => this.#remove(feed),
    }
  }

  /** The terminal is over: viewers get what is left, then are closed with `why`. */
  end(why: string): void {
    if (this.#ended !== null) return
    this.#ended = { why }
    this.connect(null)
    this.#tellState()
    this.#coalescer.flush()
  }

  /** Closes viewers that have been stuck for half a minute. Called on a beat. */
  dropStalled(): void {
    const now = this.#deps.clock.monotonic()
    const stuck = this.#audience.all().filter(feed => feed.isStuck(now, STALL_MS))
    for (const feed of stuck) this.#close(feed, 1013, 'This view was stuck for half a minute.')
  }

  dispose(): void {
    const [code, why] =
      this.#ended === null ? [1001, 'The server is going down.'] : [1000, this.#ended.why]
    for (const feed of this.#audience.all()) this.#close(feed, code, why)
    this.#disposables.dispose()
  }

  #receive(feed: ViewerFeed, client: string | ViewerFeed, data: Uint8Array): void {
    if (!this.#audience.has(feed)) return
    const decoded = decodeClientFrame(data)
    if (decoded.ok) this.#obey(feed, client, decoded.frame)
    else this.#close(feed, decoded.fault === 'oversized' ? 1009 : 1007, decoded.why)
  }

  /** An observer's input and sizes stay unheard: terminals answer queries unasked. */
  #obey(feed: ViewerFeed, client: string | ViewerFeed, frame: ClientFrame): void {
    if (frame.type === 'ack') {
      feed.acknowledge(frame.offset, this.#deps.clock.monotonic())
      this.#pump(feed)
      this.#govern()
    } else if (feed.viewer.mode === 'own' && this.#ended === null) {
      if (frame.type === 'input') this.#type(feed, client, frame.id, frame.bytes)
      else this.#resize(frame.cols, frame.rows)
    }
  }

  #type(feed: ViewerFeed, client: string | ViewerFeed, id: number, bytes: Uint8Array): void {
    if (!this.#keyboard.type(client, id, bytes)) return
    feed.confirmSoon(id)
    this.#confirming ??= this.#timers.after(CONFIRM_MS, () => {
      this.#confirming = null
      this.#audience.confirm()
    })
  }

  #resize(cols: number, rows: number): void {
    const latest = this.#sizes.latest
    if (latest.cols === cols && latest.rows === rows) return
    this.#deps.recording?.resize(cols, rows)
    this.#sizes.add({ offset: this.#ring.end, cols, rows })
    this.#deps.onResize?.(cols, rows)
    this.#coalescer.flush()
  }

  #pumpAll(): void {
    this.#sizes.trim(this.#ring.start)
    for (const feed of this.#audience.with('own')) this.#pump(feed)
    this.#observing ??= this.#timers.after(OBSERVE_MS, () => {
      this.#observing = null
      for (const feed of this.#audience.with('observe')) this.#pump(feed)
    })
  }

  #pump(feed: ViewerFeed): void {
    const state = feed.pump(this.#deps.clock.monotonic())
    if (state === 'full') this.#close(feed, 1013, 'This view takes its output too slowly.')
    else if (state === 'lost') this.#screens.want(feed)
    else if (state === 'level' && this.#ended !== null) this.#close(feed, 1000, this.#ended.why)
  }

  #showScreen(feed: ViewerFeed, screen: Screen): void {
    if (!this.#audience.has(feed)) return
    feed.showScreen(screen, this.#deps.clock.monotonic())
    this.#pump(feed)
    this.#govern()
  }

  #recordingTold(): void {
    this.#govern()
    this.#tellState()
  }

  #govern(): void {
    if (this.#ended !== null) return
    const backlog = this.#deps.recording?.backlog() ?? 0
    if (this.#brake.update({ behind: this.#audience.ownersLag(), backlog })) this.#coalescer.flush()
  }

  #close(feed: ViewerFeed, code: number, reason: string): void {
    feed.viewer.close(code, reason)
    this.#remove(feed)
  }

  #remove(feed: ViewerFeed): void {
    if (!this.#audience.delete(feed)) return
    this.#screens.forget(feed)
    this.#deps.onLeave?.(feed.viewer)
    this.#tellState()
    this.#govern()
  }

  #tellState(): void {
    const recording = this.#deps.recording?.working() ?? false
    this.#audience.tell({ recording, ended: this.#ended })
  }
}
