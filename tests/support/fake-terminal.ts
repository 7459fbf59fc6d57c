import type { Pty } from '../../server/engine/port.ts'
import {
  type ClientFrame,
  decodeServerFrame,
  encodeClientFrame,
  type ServerFrame,
} from '../../server/terminals/frames.ts'
import type { Connection, TerminalHub } from '../../server/terminals/hub.ts'
import type { Viewer } from '../../server/terminals/port.ts'
import type { TerminalMode } from '../../server/terminals/view.ts'

/** The byte that a test's PTY says at this offset; told apart over long stretches. */
export const byteAt = (offset: number): number => (offset ^ (offset >>> 8) ^ (offset >>> 16)) & 255

export const stretch = (from: number, to: number): Uint8Array => {
  const bytes = new Uint8Array(to - from)
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = byteAt(from + i)
  return bytes
}

/** A PTY that says what it is told to, and remembers what was typed. */
export const fakePty = () => {
  let onData: (bytes: Uint8Array) => void = () => {}
  let onEnd: (why: string) => void = () => {}
  const pty = {
    typed: [] as string[],
    sizes: [] as [number, number][],
    paused: false,
    closed: false,
    onData: (listener: (bytes: Uint8Array) => void) => {
      onData = listener
    },
    onEnd: (listener: (why: string) => void) => {
      onEnd = listener
    },
    write: (bytes: Uint8Array) => {
      pty.typed.push(Buffer.from(bytes).toString())
    },
    resize: async (cols: number, rows: number) => {
      pty.sizes.push([cols, rows])
    },
    pause: () => {
      pty.paused = true
    },
    resume: () => {
      pty.paused = false
    },
    close: () => {
      pty.closed = true
    },
    say: (bytes: Uint8Array | string) => onData(Buffer.from(bytes)),
    end: (why: string) => onEnd(why),
  } satisfies Pty & Record<string, unknown>
  return pty
}

type PageOptions = {
  readonly handle?: string
  readonly mode?: TerminalMode
  readonly client?: string | null
  /** Acknowledges what it reads by itself. Default true. */
  readonly acks?: boolean
  /** Reads nothing until told: frames stay in the transport. Default true. */
  readonly reads?: boolean
}

/** A browser page with one terminal: checks what it gets, keeps its offset over reconnects. */
export class FakePage {
  readonly #hub: TerminalHub
  readonly #options: PageOptions
  #connection: Connection | null = null
  /** Raised with every connection: late frames of an old one are not its own. */
  #generation = 0
  #transport: Uint8Array[] = []
  /** The offset after the last byte shown. */
  offset = 0
  /** Every byte of output that it was sent, in order, since its last snapshot. */
  shown: number[] = []
  frames: ServerFrame[] = []
  faults: string[] = []
  closed: { code: number; reason: string } | null = null
  mostBuffered = 0
  reads: boolean

  constructor(hub: TerminalHub, options: PageOptions = {}) {
    this.#hub = hub
    this.#options = options
    this.reads = options.reads ?? true
  }

  connect(since = this.offset): void {
    this.#generation += 1
    const generation = this.#generation
    this.#transport = []
    this.closed = null
    const { handle = 'ada', mode = 'own', client = null } = this.#options
    const viewer: Viewer = {
      handle,
      mode,
      client,
      send: frame => {
        if (generation !== this.#generation) return
        this.#transport.push(frame)
        this.mostBuffered = Math.max(this.mostBuffered, viewer.bufferedAmount())
        if (this.reads) this.read()
      },
      bufferedAmount: () => this.#transport.reduce((sum, frame) => sum + frame.length, 0),
      close: (code, reason) => {
        if (generation === this.#generation) this.closed = { code, reason }
      },
    }
    this.offset = since
    this.#connection = this.#hub.attach(viewer, since)
  }

  /** The socket is gone; what it still carried is lost. */
  cut(): void {
    this.#generation += 1
    this.#transport = []
    this.#connection?.leave()
    this.#connection = null
  }

  send(frame: ClientFrame): void {
    this.#connection?.receive(encodeClientFrame(frame))
  }

  sendRaw(data: Uint8Array): void {
    this.#connection?.receive(data)
  }

  type(id: number, text: string): void {
    this.send({ type: 'input', id, bytes: Buffer.from(text) })
  }

  /** Shows up to `count` frames that the transport carries. */
  read(count = Number.POSITIVE_INFINITY): void {
    for (let i = 0; i < count; i += 1) {
      const data = this.#transport.shift()
      if (data === undefined) return
      this.#show(data)
    }
  }

  acknowledge(): void {
    this.send({ type: 'ack', offset: this.offset })
  }

  of<T extends ServerFrame['type']>(type: T): Extract<ServerFrame, { type: T }>[] {
    return this.frames.filter((f): f is Extract<ServerFrame, { type: T }> => f.type === type)
  }

  #show(data: Uint8Array): void {
    const decoded = decodeServerFrame(data)
    if (!decoded.ok) {
      this.faults.push(decoded.why)
      return
    }
    const { frame } = decoded
    this.frames.push(frame)
    if (frame.type === 'snapshot') {
      this.offset = frame.offset
      this.shown = []
    } else if (frame.type === 'output') {
      if (frame.offset !== this.offset) {
        this.faults.push(`output at ${frame.offset}, expected ${this.offset}`)
      }
      for (const byte of frame.bytes) this.shown.push(byte)
      this.offset = frame.offset + frame.bytes.length
    } else return
    if (this.#options.acks ?? true) queueMicrotask(() => this.acknowledge())
  }
}
