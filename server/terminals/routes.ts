import { upgradeWebSocket } from '@hono/node-server'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { z } from 'zod'
import type { AppEnv } from '../http/env.ts'
import { validate } from '../http/validate.ts'
import { AppError, notFound, unavailable } from '../kernel/app-error.ts'
import type { Schedule } from '../kernel/schedule.ts'
import type { Labs } from '../labs/port.ts'
import { assertMay, guard, principalOf } from '../people/guard.ts'
import { may, type Permission } from '../people/permissions.ts'
import type { SessionWatch } from '../people/session-watch.ts'
import { MOST_VIEWERS } from './audience.ts'
import { MAX_DIMENSION } from './frames.ts'
import type { Terminals } from './service.ts'
import { type SocketRequest, socketEvents } from './socket.ts'
import type { TerminalRow } from './store.ts'
import type { TerminalView } from './view.ts'

const dimension = z.int().min(1).max(MAX_DIMENSION)

const opening = z.strictObject({
  host: z.string().min(1).max(63),
  cols: dimension,
  rows: dimension,
})

const joining = z.object({
  since: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  mode: z.enum(['own', 'observe']).default('observe'),
  client: z
    .string()
    .regex(/^[A-Za-z0-9_-]{8,64}$/, { error: 'use 8 to 64 letters, digits, _ and -' })
    .optional(),
})

export type TerminalRouteDeps = {
  readonly terminals: Terminals
  readonly labs: Pick<Labs, 'get'>
  readonly schedule: Schedule
  readonly sessionWatch: SessionWatch
}

export const viewOfTerminal = (row: TerminalRow): TerminalView => ({
  id: row.id,
  labId: row.lab_id,
  n: row.n,
  host: row.host,
  login: row.login,
  cols: row.cols,
  rows: row.rows,
  openedAt: row.opened_at,
  ended: row.ended_at === null ? null : { at: row.ended_at, why: row.ended_why ?? '' },
})

/** Sockets of other sites' pages are refused before any route: see `sameOrigin`. */
export const terminalRoutes = (deps: TerminalRouteDeps) => {
  const { terminals, labs, schedule, sessionWatch } = deps
  const labOf = async (c: Context<AppEnv>, id: string, permission: Permission) => {
    const lab = await labs.get(id)
    if (lab === null) throw notFound('lab')
    assertMay(c, permission, lab.ownerId, 'lab')
    return lab
  }

  const load = async (c: Context<AppEnv>, id: string, permission: Permission) => {
    const row = await terminals.get(id)
    if (row === null) throw notFound('terminal')
    assertMay(c, permission, row.owner_id, 'terminal')
    return row
  }

  return new Hono<AppEnv>()
    .get('/labs/:id/terminals', guard('lab:read'), async c => {
      const lab = await labOf(c, c.req.param('id'), 'lab:read')
      return c.json((await terminals.list(lab.id)).map(viewOfTerminal))
    })
    .post('/labs/:id/terminals', guard('terminal:open'), validate('json', opening), async c => {
      const lab = await labOf(c, c.req.param('id'), 'terminal:open')
      const { host, cols, rows } = c.req.valid('json')
      return c.json(viewOfTerminal(await terminals.open(lab.id, host, cols, rows)), 201)
    })
    .delete('/terminals/:id', guard('terminal:open'), async c => {
      const row = await load(c, c.req.param('id'), 'terminal:open')
      await terminals.close(row.id, 'You closed it.')
      return c.body(null, 204)
    })
    .get(
      '/terminals/:id/socket',
      guard('terminal:observe'),
      validate('query', joining),
      async (c, next) => {
        const { since, mode, client = null } = c.req.valid('query')
        const permission = mode === 'own' ? 'terminal:type' : 'terminal:observe'
        const row = await load(c, c.req.param('id'), permission)
        const hub = terminals.hub(row.id)
        if (hub === null) throw row.ended_at === null ? notTakenOver() : ended(row)
        if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') throw notASocket()
        const { id, handle } = principalOf(c)
        if (!hub.hasRoomFor({ client, handle })) throw tooManyViewers()
        const sessionId = c.get('sessionId') ?? ''
        const request: SocketRequest = {
          hub,
          handle,
          mode,
          client,
          since,
          follow: told => sessionWatch.follow(sessionId, id, told),
          permits: who => may(who, permission, row.owner_id),
        }
        return upgrade(request, schedule)(c as Context, next)
      },
    )
}

const upgrade = (request: SocketRequest, schedule: Schedule): MiddlewareHandler =>
  upgradeWebSocket(() => socketEvents(request, schedule))

const ended = (row: TerminalRow) =>
  new AppError(
    'terminal-ended',
    410,
    `This terminal has ended: ${row.ended_why ?? ''} Its recording remains.`,
  )

const notTakenOver = () =>
  unavailable(
    'terminal-not-taken-over',
    'This terminal is being taken over after a restart of the server. Try again soon; if that does not help, close it and open another.',
  )

const tooManyViewers = () =>
  new AppError(
    'too-many-viewers',
    429,
    `${MOST_VIEWERS} pages look at this terminal already. Close one of them, then try again.`,
  )

const notASocket = () =>
  new AppError('upgrade-required', 426, 'This is a WebSocket: connect to it with an upgrade.')
