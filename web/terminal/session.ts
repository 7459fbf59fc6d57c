import {
  decodeServerFrame,
  encodeClientFrame,
  MAX_INPUT_BYTES,
  type ServerFrame,
} from '../../server/terminals/frames.ts'
import { EchoMeter } from './echo.ts'
import type { Link, LinkClose, SessionOptions, SessionStatus } from './session-port.ts'

/** Full jitter over a doubling ceiling, so that a server coming back isn't met by a herd. */
const FIRST_DELAY_MS = 500
const MAX_DELAY_MS = 10_000

/** A connection that isn't there after this long is tried anew: some proxies never answer. */
const CONNECT_MS = 8_000

/** Keystrokes unanswered for this long mean a dead link that TCP has not noticed yet. */
const STALL_MS = 10_000

/** What may be typed or pasted ahead while there is no connection. */
export const MAX_PENDING_BYTES = 256 * 1024

/** Closes that trying again would only repeat: taken over by this page itself, or not allowed. */
const FINAL_CODES: readonly number[] = [1008, 4001, 4401, 4403]

type PendingInput = { readonly id: number; readonly bytes: Uint8Array }

/**
 * A terminal's conversation with the server over links that come and go. Invariants:
 * - every byte of output reaches the screen once and in order: what arrives twice is cut off by
 *   its offset, and a gap is answered by connecting anew from the last offset;
 * - every input keeps its id until it is acknowledged and is sent again after a reconnect, so it
 *   takes effect once;
 * - only what the screen has drawn is acknowledged, which is what the server's back-pressure needs.
 */
export class TerminalSession {
  readonly #options: SessionOptions
  readonly #echo: EchoMeter
  #link: Link | null = null
  /** Raised with every link, so that a late event of an old one is known as such. */
  #generation = 0
  #status: SessionStatus = { is: 'connecting' }
  #attempt = 0
  #connectedAt = 0
  #received = 0
  #nextId = 1
  #pending: PendingInput[] = []
  #pendingBytes = 0
  #size: { cols: number; rows: number } | null = null
  #cancelTimer: () => void = () => {}
  #cancelStall: () => void = () => {}
  /** Why it ends as soon as the last output is here. */
  #ending: string | null = null
  #disposed = false

  constructor(options: SessionOptions) {
    this.#options = options
    this.#echo = new EchoMeter(options.now)
    this.#connect()
  }

  get status(): SessionStatus {
    return this.#status
  }

  /** The offset after the last byte that was given to the screen. */
  get received(): number {
    return this.#received
  }

  /** False when so much waits for a connection that this was not taken. */
  input(bytes: Uint8Array): boolean {
    if (this.#status.is === 'ended' || this.#ending !== null || this.#disposed) return false
    if (this.#pendingBytes + bytes.length > MAX_PENDING_BYTES) return false
    for (let at = 0; at < bytes.length; at += MAX_INPUT_BYTES) {
      const entry = { id: this.#nextId++, bytes: bytes.slice(at, at + MAX_INPUT_BYTES) }
      this.#pending.push(entry)
      this.#pendingBytes += entry.bytes.length
      if (this.#status.is === 'connected') this.#sendInput(entry)
    }
    return true
  }

  resize(cols: number, rows: number): void {
    if (this.#size?.cols === cols && this.#size.rows === rows) return
    this.#size = { cols, rows }
    if (this.#status.is === 'connected') this.#send({ type: 'resize', cols, rows })
  }

  /** Tries at once instead of waiting: the network came back, or the user asks for it. */
  retryNow(): void {
    if (this.#status.is === 'waiting') this.#connect()
  }

  dispose(): void {
    this.#disposed = true
    this.#drop()
  }

  #connect(): void {
    this.#drop()
    const generation = this.#generation
    const current = () => generation === this.#generation
    this.#become({ is: 'connecting' })
    this.#cancelTimer = this.#options.after(CONNECT_MS, () => this.#lost('no answer'))
    this.#link = this.#options.open(this.#received, {
      opened: () => current() && this.#opened(),
      message: bytes => current() && this.#message(bytes),
      closed: how => current() && this.#closed(how),
    })
  }

  #closed({ code, reason }: LinkClose): void {
    const wasRefused = this.#status.is === 'connecting'
    if (this.#ending !== null) this.#end(this.#ending)
    else if (FINAL_CODES.includes(code)) this.#end(reason || 'The server closed it.')
    else this.#lost('the connection closed')
    if (wasRefused) void this.#askWhyGone()
  }

  /** A browser does not say why a connection was refused; somebody else may know. */
  async #askWhyGone(): Promise<void> {
    const why = await this.#options.whyGone?.().catch(() => null)
    const isOpen = this.#status.is === 'connected' || this.#status.is === 'ended'
    if (typeof why === 'string' && !isOpen && !this.#disposed) this.#end(why)
  }

  #drop(): void {
    this.#generation++
    this.#cancelTimer()
    this.#cancelStall()
    this.#link?.close()
    this.#link = null
    this.#echo.forget()
  }

  #opened(): void {
    this.#cancelTimer()
    this.#connectedAt = this.#options.now()
    this.#become({ is: 'connected' })
    if (this.#size) this.#send({ type: 'resize', ...this.#size })
    for (const entry of this.#pending) this.#sendInput(entry)
  }

  #lost(why: string): void {
    const { now, after, random } = this.#options
    // Only a link that held proves that trying again soon is wise.
    const held = this.#status.is === 'connected' && now() - this.#connectedAt >= MAX_DELAY_MS
    if (held) this.#attempt = 0
    this.#drop()
    const delay = random() * Math.min(FIRST_DELAY_MS * 2 ** this.#attempt++, MAX_DELAY_MS)
    this.#cancelTimer = after(delay, () => this.#connect())
    this.#become({ is: 'waiting', retryAt: now() + delay, why })
  }

  #message(bytes: Uint8Array): void {
    const decoded = decodeServerFrame(bytes)
    if (decoded.ok) this.#take(decoded.frame)
    else this.#lost('the server sent nonsense')
  }

  #take(frame: ServerFrame): void {
    const { screen, onState } = this.#options
    if (frame.type === 'output') this.#takeOutput(frame.offset, frame.bytes)
    else if (frame.type === 'snapshot') {
      this.#received = frame.offset
      screen.snapshot(frame.cols, frame.rows, frame.screen, this.#acknowledge(frame.offset))
    } else if (frame.type === 'resize') screen.resize(frame.cols, frame.rows)
    else if (frame.type === 'inputAck') this.#takeInputAck(frame.id)
    else {
      onState?.(frame.state)
      if (frame.state.ended) this.#takeEnd(frame.state.ended.why)
    }
  }

  #takeOutput(offset: number, bytes: Uint8Array): void {
    if (offset > this.#received) {
      this.#lost('some output was missing')
      return
    }
    const fresh = bytes.subarray(this.#received - offset)
    if (fresh.length === 0) return
    this.#received += fresh.length
    this.#options.screen.output(fresh, this.#acknowledge(this.#received))
  }

  #acknowledge(offset: number): () => void {
    const generation = this.#generation
    return () => {
      if (generation === this.#generation) this.#send({ type: 'ack', offset })
    }
  }

  #takeInputAck(id: number): void {
    const echo = this.#echo.acknowledged(id)
    if (echo !== null) this.#options.onEcho?.(echo)
    this.#pending = this.#pending.filter(entry => entry.id > id)
    this.#pendingBytes = this.#pending.reduce((sum, entry) => sum + entry.bytes.length, 0)
    this.#cancelStall()
    if (this.#pending.length > 0) this.#watchForStall()
  }

  #sendInput(entry: PendingInput): void {
    this.#echo.sent(entry.id)
    this.#send({ type: 'input', ...entry })
    if (this.#pending[0] === entry) this.#watchForStall()
  }

  #watchForStall(): void {
    this.#cancelStall()
    this.#cancelStall = this.#options.after(STALL_MS, () => this.#lost('your typing got no answer'))
  }

  /** The last output may still be on its way; the server closes when it has been shown. */
  #takeEnd(why: string): void {
    this.#ending = why
    this.#pending = []
    this.#cancelStall()
  }

  #end(why: string): void {
    this.#drop()
    this.#pending = []
    this.#become({ is: 'ended', why })
  }

  #send(frame: Parameters<typeof encodeClientFrame>[0]): void {
    this.#link?.send(encodeClientFrame(frame))
  }

  #become(status: SessionStatus): void {
    this.#status = status
    this.#options.onStatus(status)
  }
}
