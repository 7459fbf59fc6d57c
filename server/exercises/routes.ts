import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { AppEnv } from '../http/env.ts'
import { validate } from '../http/validate.ts'
import { assertMay, guard, principalOf } from '../people/guard.ts'
import type { Permission } from '../people/permissions.ts'
import type { Exercises } from './service.ts'

const hintParams = z.object({
  id: z.string().max(64),
  index: z.coerce.number('expected the hint’s number').int().min(0).max(99),
})

/** `/exercises` and `/attempts`. */
export const exerciseRoutes = (exercises: Exercises) => {
  const mine = async (c: Context<AppEnv>, permission: Permission, id: string) =>
    assertMay(c, permission, await exercises.ownerOf(id), 'attempt')

  return new Hono<AppEnv>()
    .get('/exercises', guard('exercise:read'), async c =>
      c.json(await exercises.cards(principalOf(c).id)),
    )
    .get('/exercises/:slug', guard('exercise:read'), async c =>
      c.json(await exercises.card(c.req.param('slug'), principalOf(c).id)),
    )
    .post('/exercises/:slug/attempts', guard('attempt:start'), async c =>
      c.json(await exercises.startAttempt(principalOf(c), c.req.param('slug')), 202),
    )
    .get('/attempts', guard('attempt:read'), async c =>
      c.json(await exercises.summaries(principalOf(c).id)),
    )
    .get('/attempts/:id', guard('attempt:read'), async c => {
      const id = c.req.param('id')
      await mine(c, 'attempt:read', id)
      return c.json(await exercises.view(id))
    })
    .post(
      '/attempts/:id/hints/:index',
      guard('attempt:act'),
      validate('param', hintParams),
      async c => {
        const { id, index } = c.req.valid('param')
        await mine(c, 'attempt:act', id)
        return c.json(await exercises.openHint(id, index))
      },
    )
    .post('/attempts/:id/checks', guard('attempt:act'), async c => {
      const id = c.req.param('id')
      await mine(c, 'attempt:act', id)
      return c.json(await exercises.lookNow(id))
    })
    .post('/attempts/:id/finish', guard('attempt:act'), async c => {
      const id = c.req.param('id')
      await mine(c, 'attempt:act', id)
      return c.json(await exercises.finish(id))
    })
}
