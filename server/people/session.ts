import type { Context, MiddlewareHandler } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { AppEnv } from '../http/env.ts'
import { SESSION_LIFE, type Sessions } from './sessions.ts'

/** The session's cookie: set, cleared and read in this one place. */
export type SessionCookie = {
  read(c: Context): string | undefined
  set(c: Context, secret: string): void
  clear(c: Context): void
}

/**
 * SameSite=Lax: a link to a page of ours from a mail or a ticket finds its reader signed in, and
 * no other site's request that changes something carries it. Over https its name's prefix keeps
 * it to this very host; browsers refuse that prefix over plain http.
 */
export const sessionCookie = (origin: string): SessionCookie => {
  const secure = origin.startsWith('https:')
  const name = secure ? '__Host-hatchery' : 'hatchery'
  const scope = { path: '/', httpOnly: true, sameSite: 'Lax', secure } as const
  return {
    read: c => getCookie(c, name),
    set: (c, secret) => setCookie(c, name, secret, { ...scope, maxAge: SESSION_LIFE / 1000 }),
    clear: c => {
      deleteCookie(c, name, scope)
    },
  }
}

/**
 * Puts who is asking into the context, or null. Routes then ask by `guard`.
 *
 * @example api.use(session(people.sessions, sessionCookie(origin)))
 */
export const session =
  (sessions: Sessions, cookie: SessionCookie): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const secret = cookie.read(c)
    const live = secret === undefined ? null : await sessions.authenticate(secret)
    c.set('principal', live?.principal ?? null)
    c.set('sessionId', live?.id ?? null)
    if (live?.renewed && secret !== undefined) cookie.set(c, secret)
    await next()
  }
