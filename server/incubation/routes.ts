import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { AppEnv } from '../http/env.ts'
import { validate } from '../http/validate.ts'
import { notFound } from '../kernel/app-error.ts'
import { unwrap } from '../kernel/result.ts'
import { assertMay, guard, principalOf } from '../people/guard.ts'
import { may, type Permission } from '../people/permissions.ts'
import type { Incubations } from './service.ts'
import type { IncubationRow, IncubationStore } from './store.ts'
import type { IncubationView } from './view.ts'
import type { createIncubationViews } from './views.ts'

const request = z.strictObject({
  memberId: z.string().min(1),
  name: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, {
    error: 'use 2 to 31 lower-case letters, digits and hyphens, a letter first',
  }),
  charter: z.string().trim().min(1).max(10_000),
  days: z.int().min(1).max(366),
  probe: z.strictObject({
    url: z.url({ protocol: /^https?$/, error: 'give an http or https address' }).max(300),
    expect: z.string().max(300),
    everySeconds: z.int().min(2).max(3600),
  }),
})

const observation = z.strictObject({ body: z.string().trim().min(1).max(4000) })

const closing = z.strictObject({
  verdict: z.enum(['graduated', 'extended', 'declined']),
  reason: z.string().trim().min(1).max(4000),
  /** How many more, for `extended`. */
  days: z.int().min(1).max(366).default(14),
})

export type IncubationRouteDeps = {
  readonly incubations: Incubations
  readonly store: IncubationStore
  readonly views: ReturnType<typeof createIncubationViews>
}

export const incubationRoutes = ({ incubations, store, views }: IncubationRouteDeps) => {
  const shown = async (row: IncubationRow | null): Promise<IncubationView> => {
    const view = row === null ? null : await views.full(row)
    if (view === null) throw notFound('incubation')
    return view
  }

  const load = async (c: Context<AppEnv>, id: string, permission: Permission) => {
    const row = await incubations.get(id)
    if (row === null) throw notFound('incubation')
    assertMay(c, permission, row.member_id, 'incubation')
    return row
  }

  return new Hono<AppEnv>()
    .get('/incubations', guard('incubation:read'), async c => {
      const who = principalOf(c)
      const rows = await store.list({})
      const seen = rows.filter(row => may(who, 'incubation:read', row.member_id))
      return c.json(await Promise.all(seen.map(views.summary)))
    })
    .post('/incubations', guard('incubation:manage'), validate('json', request), async c => {
      const row = unwrap(await incubations.start(principalOf(c), c.req.valid('json')))
      return c.json(await shown(row), 201)
    })
    .get('/incubations/:id', guard('incubation:read'), async c => {
      return c.json(await shown(await load(c, c.req.param('id'), 'incubation:read')))
    })
    .post(
      '/incubations/:id/observations',
      guard('incubation:note'),
      validate('json', observation),
      async c => {
        const row = await load(c, c.req.param('id'), 'incubation:note')
        unwrap(await incubations.note(principalOf(c), row.id, c.req.valid('json').body))
        return c.json(await shown(await incubations.get(row.id)), 201)
      },
    )
    .post(
      '/incubations/:id/close',
      guard('incubation:manage'),
      validate('json', closing),
      async c => {
        const row = await load(c, c.req.param('id'), 'incubation:manage')
        unwrap(await incubations.close(principalOf(c), row.id, c.req.valid('json')))
        return c.json(await shown(await incubations.get(row.id)))
      },
    )
}
