import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { AppEnv } from '../http/env.ts'
import { clientAddress, type RateLimit } from '../http/rate-limit.ts'
import { validate } from '../http/validate.ts'
import { notFound } from '../kernel/app-error.ts'
import { unwrap } from '../kernel/result.ts'
import { type Principal, ROLES } from '../kernel/roles.ts'
import { assertMay, guard, open, principalOf } from './guard.ts'
import { HANDLE } from './handle.ts'
import { may, PERMISSIONS } from './permissions.ts'
import type { People } from './service.ts'
import type { SessionCookie } from './session.ts'
import type { LinkView, MemberView, PathView, SessionView } from './view.ts'

const signIn = z.strictObject({ token: z.string().min(1).max(100) })

const role = z.enum(ROLES)

const invitation = z.strictObject({
  handle: z.string().regex(HANDLE, {
    error: 'use 2 to 31 lower-case letters, digits and hyphens, a letter first',
  }),
  name: z.string().trim().max(80).optional(),
  role,
})

const change = z.strictObject({ role })

export type PeopleRouteDeps = {
  readonly people: People
  readonly cookie: SessionCookie
  /** For sign-in attempts that fail, by address. */
  readonly attempts: RateLimit
}

const sessionView = (who: Principal): SessionView => ({
  member: { id: who.id, handle: who.handle, name: who.name, role: who.role },
  can: PERMISSIONS.filter(permission => may(who, permission)),
})

export const peopleRoutes = ({ people, cookie, attempts }: PeopleRouteDeps) => {
  /** Ends the session that the request came with. */
  const signOut = async (c: Context<AppEnv>): Promise<void> => {
    const id = c.get('sessionId')
    const principal = c.get('principal')
    if (id !== null && principal !== null) await people.sessions.end({ id, principal })
  }

  const shownPath = async (memberId: string): Promise<PathView> => {
    const path = await people.path(memberId)
    if (path === null) throw notFound('member')
    return path
  }

  return new Hono<AppEnv>()
    .post('/session', open('signing in'), validate('json', signIn), async c => {
      const address = clientAddress(c)
      attempts.assertAllowed(address)
      const redeemed = await people.redeem(c.req.valid('json').token)
      if (!redeemed.ok) attempts.failed(address)
      const { secret, principal } = unwrap(redeemed)
      await signOut(c)
      cookie.set(c, secret)
      return c.json(sessionView(principal) satisfies SessionView)
    })
    .get('/session', guard('session:read'), c => c.json(sessionView(principalOf(c))))
    .delete('/session', guard('session:read'), async c => {
      await signOut(c)
      cookie.clear(c)
      return c.body(null, 204)
    })
    .get('/path', guard('path:read'), async c => c.json(await shownPath(principalOf(c).id)))
    .get('/members/:id/path', guard('path:read'), async c => {
      const id = c.req.param('id')
      assertMay(c, 'path:read', id, 'member')
      return c.json(await shownPath(id))
    })
    .get('/members', guard('member:list'), async c =>
      c.json((await people.members()) satisfies MemberView[]),
    )
    .post('/members', guard('member:manage'), validate('json', invitation), async c => {
      const by = principalOf(c)
      return c.json(unwrap(await people.issueLink({ ...c.req.valid('json'), by })), 201)
    })
    .patch('/members/:id', guard('member:manage'), validate('json', change), async c => {
      const changed = await people.changeRole(
        principalOf(c),
        c.req.param('id'),
        c.req.valid('json').role,
      )
      return c.json(unwrap(changed) satisfies MemberView)
    })
    .post('/members/:id/link', guard('member:manage'), async c => {
      const link = await people.renewLink(principalOf(c), c.req.param('id'))
      return c.json(unwrap(link) satisfies LinkView, 201)
    })
    .delete('/members/:id/sessions', guard('session:read'), async c => {
      const id = c.req.param('id')
      const who = principalOf(c)
      if (id !== who.id) assertMay(c, 'member:manage', id, 'member')
      unwrap(await people.endSessionsOf(who, id))
      if (id === who.id) cookie.clear(c)
      return c.body(null, 204)
    })
}
