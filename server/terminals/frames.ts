import type { TerminalState } from './view.ts'

/**
 * The binary frames of a terminal's WebSocket, shared by server and web. Pure: no Node, no DOM.
 *
 * A frame is one byte of type and a fixed head, then its payload to the end. Numbers are
 * big-endian. Offsets are absolute: output bytes since the terminal began.
 *
 * ```
 * client  0x01 INPUT     u64 id      bytes         server  0x81 OUTPUT     u64 offset  bytes
 *         0x02 RESIZE    u16 cols    u16 rows              0x82 SNAPSHOT   u64 offset  u16 cols  u16 rows  utf-8
 *         0x03 ACK       u64 offset                        0x83 RESIZE     u16 cols    u16 rows
 *                                                          0x84 STATE      utf-8 JSON
 *                                                          0x85 INPUT_ACK  u64 id
 * ```
 *
 * Invariants of a connection `…/socket?since=OFFSET&mode=own|observe&client=ID`:
 * - OUTPUT frames follow one another without gap or overlap, from `since` on, until a SNAPSHOT,
 *   which replaces the screen; the next OUTPUT begins at the snapshot's offset.
 * - A client acknowledges what it has shown (not merely received): the offset after the last byte.
 *   Whoever never acknowledges is sent 256 KiB or a little more, then nothing.
 * - Input ids rise by one within a `client` (any 8–64 characters `[A-Za-z0-9_-]`, kept over
 *   reconnects). INPUT_ACK(id) confirms all ids up to it; what is unconfirmed is sent again, with
 *   its id, after a reconnect, and takes effect once.
 * - RESIZE from the server comes between the two bytes of output where it happened.
 */
export type ClientFrame =
  | { readonly type: 'input'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly type: 'resize'; readonly cols: number; readonly rows: number }
  | { readonly type: 'ack'; readonly offset: number }

export type ServerFrame =
  | { readonly type: 'output'; readonly offset: number; readonly bytes: Uint8Array }
  | {
      readonly type: 'snapshot'
      readonly offset: number
      readonly cols: number
      readonly rows: number
      /** Escape sequences that draw the screen on a freshly reset terminal of that size. */
      readonly screen: string
    }
  | { readonly type: 'resize'; readonly cols: number; readonly rows: number }
  | { readonly type: 'state'; readonly state: TerminalState }
  | { readonly type: 'inputAck'; readonly id: number }

export type Decoded<T> =
  | { readonly ok: true; readonly frame: T }
  | { readonly ok: false; readonly fault: 'malformed' | 'oversized'; readonly why: string }

/** Bytes of input in one frame; a longer paste is sent as several. */
export const MAX_INPUT_BYTES = 64 * 1024

/** Cols and rows are 1 to this. */
export const MAX_DIMENSION = 1000

const TYPE = {
  input: 0x01,
  clientResize: 0x02,
  ack: 0x03,
  output: 0x81,
  snapshot: 0x82,
  serverResize: 0x83,
  state: 0x84,
  inputAck: 0x85,
} as const

const TWO_32 = 2 ** 32

/** Upper half of the largest safe integer, 2^53 − 1. */
const MAX_HIGH = 0x1fffff

export const encodeClientFrame = (frame: ClientFrame): Uint8Array<ArrayBuffer> => {
  switch (frame.type) {
    case 'input':
      return numbered(TYPE.input, frame.id, frame.bytes)
    case 'resize':
      return sized(TYPE.clientResize, frame)
    case 'ack':
      return numbered(TYPE.ack, frame.offset)
  }
}

export const encodeServerFrame = (frame: ServerFrame): Uint8Array<ArrayBuffer> => {
  switch (frame.type) {
    case 'output':
      return numbered(TYPE.output, frame.offset, frame.bytes)
    case 'snapshot':
      return snapshot(frame)
    case 'resize':
      return sized(TYPE.serverResize, frame)
    case 'state':
      return prefixed(1, TYPE.state, new TextEncoder().encode(JSON.stringify(frame.state))).frame
    case 'inputAck':
      return numbered(TYPE.inputAck, frame.id)
  }
}

/** `bytes` of the result share memory with `data`. */
export const decodeClientFrame = (data: Uint8Array): Decoded<ClientFrame> => {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  switch (data[0]) {
    case TYPE.input: {
      if (data.byteLength < 9) return malformed('An input frame is cut short.')
      if (data.byteLength > 9 + MAX_INPUT_BYTES) {
        return {
          ok: false,
          fault: 'oversized',
          why: `An input frame holds more than ${MAX_INPUT_BYTES} bytes.`,
        }
      }
      const id = safeInteger(view, 1)
      if (id === null) return malformed('An input id is out of range.')
      return decoded({ type: 'input', id, bytes: data.subarray(9) })
    }
    case TYPE.clientResize:
      return resized(view)
    case TYPE.ack: {
      const offset = data.byteLength === 9 ? safeInteger(view, 1) : null
      if (offset === null) return malformed('An acknowledgement has no valid offset.')
      return decoded({ type: 'ack', offset })
    }
    default:
      return malformed('A frame is empty or of an unknown type.')
  }
}

/** `bytes` of the result share memory with `data`. */
export const decodeServerFrame = (data: Uint8Array): Decoded<ServerFrame> => {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  switch (data[0]) {
    case TYPE.output: {
      const offset = data.byteLength >= 9 ? safeInteger(view, 1) : null
      if (offset === null) return malformed('An output frame has no valid offset.')
      return decoded({ type: 'output', offset, bytes: data.subarray(9) })
    }
    case TYPE.snapshot: {
      const offset = data.byteLength >= 13 ? safeInteger(view, 1) : null
      const size = data.byteLength >= 13 ? dimensions(view, 9) : null
      const screen = textOf(data.subarray(13))
      if (offset === null || size === null || screen === null) {
        return malformed('A snapshot frame has no valid offset, size or text.')
      }
      return decoded({ type: 'snapshot', offset, ...size, screen })
    }
    case TYPE.serverResize:
      return resized(view)
    case TYPE.state: {
      const state = stateOf(textOf(data.subarray(1)))
      if (state === null) return malformed('A state frame does not hold a state.')
      return decoded({ type: 'state', state })
    }
    case TYPE.inputAck: {
      const id = data.byteLength === 9 ? safeInteger(view, 1) : null
      if (id === null) return malformed('An input acknowledgement has no valid id.')
      return decoded({ type: 'inputAck', id })
    }
    default:
      return malformed('A frame is empty or of an unknown type.')
  }
}

const decoded = <T>(frame: T): Decoded<T> => ({ ok: true, frame })

const malformed = (why: string): Decoded<never> => ({ ok: false, fault: 'malformed', why })

const prefixed = (head: number, type: number, payload?: Uint8Array) => {
  const frame = new Uint8Array(head + (payload?.byteLength ?? 0))
  frame[0] = type
  if (payload !== undefined) frame.set(payload, head)
  return { frame, view: new DataView(frame.buffer) }
}

const numbered = (type: number, value: number, payload?: Uint8Array) => {
  const { frame, view } = prefixed(9, type, payload)
  setInteger(view, 1, value)
  return frame
}

const sized = (type: number, { cols, rows }: { cols: number; rows: number }) => {
  const { frame, view } = prefixed(5, type)
  view.setUint16(1, cols)
  view.setUint16(3, rows)
  return frame
}

const snapshot = (given: Extract<ServerFrame, { type: 'snapshot' }>) => {
  const { frame, view } = prefixed(13, TYPE.snapshot, new TextEncoder().encode(given.screen))
  setInteger(view, 1, given.offset)
  view.setUint16(9, given.cols)
  view.setUint16(11, given.rows)
  return frame
}

const resized = (view: DataView): Decoded<{ type: 'resize'; cols: number; rows: number }> => {
  const size = view.byteLength === 5 ? dimensions(view, 1) : null
  if (size === null) return malformed(`A size is not 1 to ${MAX_DIMENSION} cols and rows.`)
  return decoded({ type: 'resize', ...size })
}

const setInteger = (view: DataView, at: number, value: number): void => {
  view.setUint32(at, Math.floor(value / TWO_32))
  view.setUint32(at + 4, value % TWO_32)
}

const safeInteger = (view: DataView, at: number): number | null => {
  const high = view.getUint32(at)
  return high > MAX_HIGH ? null : high * TWO_32 + view.getUint32(at + 4)
}

const dimensions = (view: DataView, at: number): { cols: number; rows: number } | null => {
  const cols = view.getUint16(at)
  const rows = view.getUint16(at + 2)
  const valid = cols >= 1 && cols <= MAX_DIMENSION && rows >= 1 && rows <= MAX_DIMENSION
  return valid ? { cols, rows } : null
}

const textOf = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

const stateOf = (text: string | null): TerminalState | null => {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return isState(value) ? value : null
  } catch {
    return null
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const isMode = (value: unknown): boolean => value === 'own' || value === 'observe'

const isState = (value: unknown): value is TerminalState =>
  isRecord(value) &&
  isMode(value.mode) &&
  typeof value.recording === 'boolean' &&
  (value.ended === null || (isRecord(value.ended) && typeof value.ended.why === 'string')) &&
  Array.isArray(value.viewers) &&
  value.viewers.every(
    viewer => isRecord(viewer) && typeof viewer.handle === 'string' && isMode(viewer.mode),
  )
