import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { AppEnv } from '../http/env.ts'
import { validate } from '../http/validate.ts'
import { notFound } from '../kernel/app-error.ts'
import { unwrap } from '../kernel/result.ts'
import { assertMay, guard, principalOf } from '../people/guard.ts'
import type { ReviewDeps, Reviews } from './service.ts'
import type { CommentView, ReviewsView } from './view.ts'

const atMs = z.int().min(0).describe("Milliseconds since the recording's start.")
const terminal = z.int().min(1).nullable()

const moment = z.strictObject({ atMs, terminal, label: z.string().max(200) })

const score = z.strictObject({
  item: z.string().min(1).max(100),
  score: z.literal([0, 1, 2, 3, 4]),
  moments: z.array(moment).max(50),
})

const draft = z.strictObject({
  summary: z.string().max(20_000),
  scores: z.array(score).max(50),
})

const body = z.string().trim().min(1).max(4000)
const newComment = z.strictObject({ atMs, terminal, body })
const editedComment = z.strictObject({ body })

export type ReviewRouteDeps = {
  readonly reviews: Reviews
  readonly recordingFacts: ReviewDeps['recordingFacts']
}

export const reviewRoutes = ({ reviews, recordingFacts }: ReviewRouteDeps) => {
  /** 404 unless the asking member may see what is written on this recording. */
  const assertVisible = async (c: Context<AppEnv>, recordingId: string): Promise<void> => {
    const facts = await recordingFacts(recordingId)
    if (facts === null) throw notFound('recording')
    assertMay(c, 'review:read', facts.ownerId, 'recording')
  }

  const shown = async (c: Context<AppEnv>, recordingId: string): Promise<ReviewsView> =>
    unwrap(await reviews.view(principalOf(c), recordingId))

  return new Hono<AppEnv>()
    .get('/recordings/:id/reviews', guard('review:read'), async c => {
      const id = c.req.param('id')
      await assertVisible(c, id)
      return c.json(await shown(c, id))
    })
    .put('/recordings/:id/review', guard('review:write'), validate('json', draft), async c => {
      const id = c.req.param('id')
      await assertVisible(c, id)
      unwrap(await reviews.saveDraft(principalOf(c), id, c.req.valid('json')))
      return c.json(await shown(c, id))
    })
    .post('/recordings/:id/review/submit', guard('review:write'), async c => {
      const id = c.req.param('id')
      await assertVisible(c, id)
      unwrap(await reviews.submit(principalOf(c), id))
      return c.json(await shown(c, id))
    })
    .post(
      '/recordings/:id/comments',
      guard('review:write'),
      validate('json', newComment),
      async c => {
        const id = c.req.param('id')
        await assertVisible(c, id)
        const comment = await reviews.comment(principalOf(c), id, c.req.valid('json'))
        return c.json(unwrap(comment) satisfies CommentView, 201)
      },
    )
    .patch('/comments/:id', guard('review:write'), validate('json', editedComment), async c => {
      const edited = await reviews.editComment(
        principalOf(c),
        c.req.param('id'),
        c.req.valid('json').body,
      )
      return c.json(unwrap(edited) satisfies CommentView)
    })
    .delete('/comments/:id', guard('review:write'), async c => {
      unwrap(await reviews.deleteComment(principalOf(c), c.req.param('id')))
      return c.body(null, 204)
    })
}
