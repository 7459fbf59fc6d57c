import type { MiddlewareHandler } from 'hono'
import { forbidden } from '../kernel/app-error.ts'
import type { AppEnv } from './env.ts'

export type OriginPolicy = {
  /** The public origin from the configuration, without a trailing slash. */
  readonly origin: string
  /** Whether the operator set it; if not, every name of loopback is taken, at the same port. */
  readonly originIsSet: boolean
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Whether a page of this origin is ours. Compared with the configured origin, never with the
 * request's URL: that comes from the Host header, which an attacker's page can choose by DNS
 * rebinding.
 */
export const originAllowed = (policy: OriginPolicy, origin: string): boolean => {
  if (origin === policy.origin) return true
  if (policy.originIsSet || !URL.canParse(origin)) return false
  const asked = new URL(origin)
  const own = new URL(policy.origin)
  return (
    LOOPBACK.has(asked.hostname) &&
    asked.protocol === own.protocol &&
    asked.port === own.port &&
    asked.origin === origin
  )
}

export type OriginFacts = {
  readonly method: string
  readonly origin: string | undefined
  readonly secFetchSite: string | undefined
  readonly upgrade: string | undefined
  /** Whether a cookie was sent at all. */
  readonly cookie: boolean
}

/**
 * Whether a request may go on. A request that changes something is refused when a browser says
 * that it comes from elsewhere; one without an Origin comes from no browser's page (each sends
 * it with every unsafe method) and is judged by its session alone. A WebSocket is not bound by
 * the same-origin policy at all, so with a cookie it has to name an origin of ours.
 */
export const requestAllowed = (policy: OriginPolicy, facts: OriginFacts): boolean => {
  const { method, origin, secFetchSite, upgrade, cookie } = facts
  const isSocket = upgrade?.toLowerCase() === 'websocket'
  if (!isSocket && /^(GET|HEAD|OPTIONS)$/.test(method)) return true
  if (origin !== undefined) {
    return originAllowed(policy, origin) && secFetchSite !== 'cross-site'
  }
  return isSocket ? !cookie : secFetchSite !== 'cross-site'
}

/** Refuses what other sites' pages send, with 403. For every route, sockets included. */
export const sameOrigin =
  (policy: OriginPolicy): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const allowed = requestAllowed(policy, {
      method: c.req.method,
      origin: c.req.header('origin'),
      secFetchSite: c.req.header('sec-fetch-site'),
      upgrade: c.req.header('upgrade'),
      cookie: c.req.header('cookie') !== undefined,
    })
    if (!allowed) {
      throw forbidden(
        `This came from a page of another site. Open Hatchery at ${policy.origin}; if that is not its address, the operator sets HATCHERY_ORIGIN.`,
      )
    }
    await next()
  }
