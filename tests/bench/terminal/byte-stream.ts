import pino from 'pino'
import WebSocket from 'ws'
import { connectEngine } from '../../../server/engine/connect.ts'
import { decodeServerFrame, encodeClientFrame } from '../../../server/terminals/frames.ts'
import { dtachShell, ptySpec } from '../../../server/terminals/shell.ts'
import type { TerminalMode } from '../../../server/terminals/view.ts'

/** A terminal as its user's machine has it: bytes out, bytes in. */
export type ByteStream = {
  /** At most one listener at a time. */
  onBytes(listener: (bytes: Uint8Array) => void): void
  write(text: string): void
  /** Bytes missing from and repeated in what the transport delivered, by its own offsets. */
  faults(): { lost: number; duplicate: number }
  close(): void
}

const SIZE = { cols: 80, rows: 24 }

/** dockerode's exec stream of the same shell under dtach, with nothing of ours between. */
export const rawStream = async (container: string, login: string): Promise<ByteStream> => {
  const log = pino({ enabled: false })
  const dockerHost = process.env.DOCKER_HOST ?? null
  const engine = await connectEngine({ instance: 'bench', log, dockerHost })
  const command = dtachShell.open(login, 99)
  const pty = await engine.openPty(container, ptySpec(command, { login, ...SIZE }))
  let listener: (bytes: Uint8Array) => void = () => {}
  pty.onData(bytes => listener(bytes))
  return {
    onBytes: told => {
      listener = told
    },
    write: text => pty.write(Buffer.from(text)),
    faults: () => ({ lost: 0, duplicate: 0 }),
    close: () => pty.close(),
  }
}

export type Door = {
  /** `ws://…/api/terminals/ID/socket` */
  readonly socket: string
  readonly origin: string
  readonly cookie: string
}

/** The whole way: a WebSocket to the server, which acknowledges each frame as a page does. */
export const hatcheryStream = async (door: Door, mode: TerminalMode): Promise<ByteStream> => {
  const { origin, cookie } = door
  const socket = new WebSocket(`${door.socket}?mode=${mode}&since=0`, {
    headers: { origin, cookie },
    perMessageDeflate: false,
  })
  let listener: (bytes: Uint8Array) => void = () => {}
  let next = 0
  let lost = 0
  let duplicate = 0
  let inputs = 0
  socket.on('message', (data: Buffer) => {
    const decoded = decodeServerFrame(data)
    if (!decoded.ok) throw new Error(decoded.why)
    const { frame } = decoded
    if (frame.type !== 'output') return
    lost += Math.max(0, frame.offset - next)
    duplicate += Math.max(0, next - frame.offset)
    next = frame.offset + frame.bytes.length
    listener(frame.bytes)
    socket.send(encodeClientFrame({ type: 'ack', offset: next }))
  })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return {
    onBytes: told => {
      listener = told
    },
    write: text => {
      inputs += 1
      socket.send(encodeClientFrame({ type: 'input', id: inputs, bytes: Buffer.from(text) }))
    },
    faults: () => ({ lost, duplicate }),
    close: () => socket.close(),
  }
}
