import type { WebSocketLike } from '@hono/node-server'
import type { WSEvents } from 'hono/ws'
import type { WebSocket } from 'ws'
import type { Disposable } from '../kernel/disposable.ts'
import type { Principal } from '../kernel/roles.ts'
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
  /** Tells who the session that asked belongs to: at once, and as that changes. */
  readonly follow: (told: (who: Principal | null) => void) => Disposable
  /** Whether somebody may do here what was asked for. */
  readonly permits: (who: Principal) => boolean
}

/** What the protocol has for "try again later" (IANA's registry of close codes). */
const FULL = { code: 1013, reason: 'Too many look at this terminal. Try again later.' }

/** Closes that are final: another connection would be refused, or closed again. */
const SIGNED_OUT = { code: 4401, reason: 'You are signed out. Sign in again to go on.' }
const FORBIDDEN = { code: 4403, reason: 'Your role does not include this terminal any more.' }

/**
 * What a viewer's socket does: frames in, frames out, and a pulse of its own. It outlives neither
 * the session that opened it nor the permission.
 */
export const socketEvents = (
  { hub, handle, mode, client, since, follow, permits }: SocketRequest,
  schedule: Schedule,
): WSEvents<WebSocketLike> => {
  const timers = new Timers(schedule)
  let connection: Connection | null = null
  let following: Disposable | null = null
  const leave = () => {
    timers.dispose()
    following?.dispose()
    connection?.leave()
    connection = null
  }
  return {
    onOpen: (_event, { raw }) => {
      const socket = raw as unknown as WebSocket
      // Left first: what still arrives while the peer takes leave must not be typed.
      const part = ({ code, reason }: { code: number; reason: string }) => {
        leave()
        socket.close(code, reason)
      }
      // Asked before the upgrade too; others may have come meanwhile.
      if (!hub.hasRoomFor({ client, handle })) return part(FULL)
      keepAlive(socket, timers)
      following = follow(who => {
        if (who === null) part(SIGNED_OUT)
        else if (!permits(who)) part(FORBIDDEN)
      })
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
        else part({ code: 1003, reason: 'Frames are binary.' })
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
