import type { WebSocketLike } from '@hono/node-server'
import type { WSEvents } from 'hono/ws'
import type { WebSocket } from 'ws'
import { type Schedule, Timers } from '../kernel/schedule.ts'
import type { Connection, TerminalHub } from './hub.ts'
import type { TerminalMode } from './view.ts'

/** A peer that has not answered the ping before is gone; told apart from output. Milliseconds. */
const PING_MS = 15_000

/** How much of a close's reason the protocol carries (RFC 6455, section 5.5). In bytes. */
const MAX_REASON_BYTES = 123

export type SocketRequest = {
  readonly hub: TerminalHub
  readonly handle: string
  readonly mode: TerminalMode
  readonly client: string | null
  readonly since: number
}

/** What a viewer's socket does: frames in, frames out, and a pulse of its own. */
export const socketEvents = (
  { hub, handle, mode, client, since }: SocketRequest,
  schedule: Schedule,
): WSEvents<WebSocketLike> => {
  const timers = new Timers(schedule)
  let connection: Connection | null = null
  const leave = () => {
    timers.dispose()
    connection?.leave()
    connection = null
  }
  return {
    onOpen: (_event, { raw }) => {
      const socket = raw as unknown as WebSocket
      keepAlive(socket, timers)
      connection = hub.attach(
        {
          handle,
          mode,
          client,
          send: frame => socket.send(frame),
          bufferedAmount: () => socket.bufferedAmount,
          close: (code, reason) => socket.close(code, shortened(reason)),
        },
        since,
      )
      // Heard here and not by `onMessage`, which makes an event and a copy of every keystroke.
      socket.on('message', (data: Buffer, isBinary) => {
        if (isBinary) connection?.receive(data)
        else socket.close(1003, 'Frames are binary.')
      })
    },
    onClose: leave,
    onError: leave,
  }
}

const keepAlive = (socket: WebSocket, timers: Timers): void => {
  let answered = true
  socket.on('pong', () => {
    answered = true
  })
  timers.every(PING_MS, () => {
    if (!answered) return socket.terminate()
    answered = false
    socket.ping()
  })
}

const shortened = (reason: string): string =>
  Buffer.from(reason)
    .subarray(0, MAX_REASON_BYTES)
    .toString('utf8')
    .replace(/\uFFFD$/, '')
