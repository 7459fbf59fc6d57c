import type { MiddlewareHandler } from 'hono'
import type { RequestIdVariables } from 'hono/request-id'
import { requestId } from 'hono/request-id'
import type { Logger } from 'pino'
import type { Clock } from '../kernel/clock.ts'
import { newId } from '../kernel/ids.ts'
import type { Random } from '../kernel/random.ts'
import type { AppEnv } from './env.ts'

/** Gives each request an id, a proxy's where it sent one, and answers with it. */
export const identifyRequest = (
  random: Random,
): MiddlewareHandler<{ Variables: RequestIdVariables }> =>
  requestId({ limitLength: 64, generator: () => newId(random) })

/** Asked by machines every few seconds. */
const FREQUENT = new Set(['/healthz', '/metrics'])

/**
 * One line a request. Only what is named here is logged: no query, no header and no body, since
 * those can hold tokens and cookies.
 */
export const requestLog =
  (log: Logger, clock: Clock): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const own = log.child({ requestId: c.get('requestId') })
    c.set('log', own)
    const start = clock.monotonic()
    await next()
    const { method, path } = c.req
    const ms = Math.round((clock.monotonic() - start) * 10) / 10
    const member = c.get('principal')?.handle
    const level = FREQUENT.has(path) ? 'debug' : 'info'
    own[level]({ method, path, status: c.res.status, ms, member }, 'request')
  }
