import type { Context, MiddlewareHandler } from 'hono'
import type { AppEnv } from '../http/env.ts'
import { AppError, forbidden, notFound } from '../kernel/app-error.ts'
import type { Principal } from '../kernel/roles.ts'
import { may, type Permission } from './permissions.ts'

/** The middlewares that ask, so that a test can find a route without one. */
const askers = new WeakSet<object>()

export const asksPermission = (handler: unknown): boolean =>
  typeof handler === 'function' && askers.has(handler)

const tagged = (handler: MiddlewareHandler<AppEnv>): MiddlewareHandler<AppEnv> => {
  askers.add(handler)
  return handler
}

/** Who is asking; 401 `not-signed-in` without a session. */
export const principalOf = (c: Context<AppEnv>): Principal => {
  const principal = c.get('principal')
  if (principal === null) {
    throw new AppError('not-signed-in', 401, 'Sign in with your link, then try again.')
  }
  return principal
}

/**
 * Asks for a permission at all; every route begins with it. What belongs to somebody is asked for
 * again, with its owner, by `assertMay` once it is loaded.
 *
 * @example app.get('/labs/:id', guard('lab:read'), handler)
 */
export const guard = (permission: Permission): MiddlewareHandler<AppEnv> =>
  tagged(async (c, next) => {
    if (!may(principalOf(c), permission)) {
      throw forbidden(`Your role does not include ${permission}. A maintainer can change that.`)
    }
    await next()
  })

/** For the few routes that anybody may call. `why` is for the reader. */
export const open = (_why: string): MiddlewareHandler<AppEnv> => tagged((_c, next) => next())

/** 404, as for a thing that is not there, when this member may not do this to it. */
export const assertMay = (
  c: Context<AppEnv>,
  permission: Permission,
  ownerId: string,
  thing: string,
): void => {
  if (!may(principalOf(c), permission, ownerId)) throw notFound(thing)
}
