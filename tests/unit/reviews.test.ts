import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AppEnv } from '../../server/http/env.ts'
import { errorHandler } from '../../server/http/problem.ts'
import { Bus } from '../../server/kernel/bus.ts'
import type { Facts } from '../../server/kernel/facts.ts'
import { systemRandom } from '../../server/kernel/random.ts'
import type { Principal, Role } from '../../server/kernel/roles.ts'
import { reviewRoutes } from '../../server/reviews/routes.ts'
import { checkComplete, checkDraft } from '../../server/reviews/rubric.ts'
import { createReviews } from '../../server/reviews/service.ts'
import {
  createReviewStore,
  type ReviewTables,
  reviewMigrations,
} from '../../server/reviews/store.ts'
import type { Moment, ScoreView } from '../../server/reviews/view.ts'
import { openDatabase } from '../../server/store/database.ts'
import { fakeTime } from '../support/fake-time.ts'
import { silent } from '../support/people-fixture.ts'

const rubric = [
  { id: 'reads-logs', skill: 'http', look: 'Reads the error log first' },
  { id: 'verifies', skill: 'http', look: 'Looks whether it works' },
]

const extent = { durationMs: 60_000, terminals: 2 }

const moment = (some: Partial<Moment> = {}): Moment => ({
  atMs: 1000,
  terminal: 1,
  label: 'the log',
  ...some,
})

const score = (item: string, moments = [moment()]): ScoreView => ({ item, score: 3, moments })

const complete = { summary: 'Calm and thorough.', scores: [score('reads-logs'), score('verifies')] }

const faultPaths = (result: ReturnType<typeof checkDraft>) =>
  result.ok ? [] : result.error.errors.map(fault => fault.path)

describe('a draft', () => {
  it.each([
    ['nothing yet', { summary: '', scores: [] }],
    ['a score without a moment', { summary: '', scores: [score('verifies', [])] }],
    [
      'a moment at the very end',
      { summary: '', scores: [score('verifies', [moment({ atMs: 60_000 })])] },
    ],
    [
      'a moment of no terminal',
      { summary: '', scores: [score('verifies', [moment({ terminal: null })])] },
    ],
  ])('may hold %s', (_what, draft) => {
    expect(faultPaths(checkDraft(rubric, extent, draft))).toEqual([])
  })

  it.each([
    ['an item of another rubric', [score('other')], ['scores.0.item']],
    ['an item twice', [score('verifies'), score('verifies')], ['scores.1.item']],
    [
      'a moment after the end',
      [score('verifies', [moment({ atMs: 60_001 })])],
      ['scores.0.moments.0.atMs'],
    ],
    [
      'a terminal that was not there',
      [score('verifies', [moment(), moment({ terminal: 3 })])],
      ['scores.0.moments.1.terminal'],
    ],
  ])('may not hold %s', (_what, scores, paths) => {
    expect(faultPaths(checkDraft(rubric, extent, { summary: '', scores }))).toEqual(paths)
  })
})

describe('a complete review', () => {
  it('scores every item and cites a moment for each', () => {
    expect(checkComplete(rubric, complete).ok).toBe(true)
  })

  it('names what is missing', () => {
    const result = checkComplete(rubric, { summary: 'x', scores: [score('verifies', [])] })
    expect(faultPaths(result)).toEqual(['reads-logs', 'verifies'])
    expect(result.ok ? '' : result.error.code).toBe('review-incomplete')
  })

  it('is its summary where there is no rubric', () => {
    expect(checkComplete([], { summary: 'Good.', scores: [] }).ok).toBe(true)
    expect(checkComplete([], { summary: '  ', scores: [] }).ok).toBe(false)
  })
})

const person = (handle: string, role: Role): Principal => ({
  id: handle,
  handle,
  name: handle,
  role,
})

const PEOPLE = [
  person('ann', 'apprentice'),
  person('bob', 'apprentice'),
  person('rita', 'reviewer'),
  person('ron', 'reviewer'),
]

/** The routes over recordings `l1` of ann's and `l2` of rita's, asked by whoever `as` names. */
const reviewsFixture = async () => {
  const db = await openDatabase(':memory:', reviewMigrations)
  const bus = new Bus<Facts>(error => {
    throw error
  })
  const submitted: Facts['review.submitted'][] = []
  bus.on('review.submitted', fact => submitted.push(fact))
  const owners: Record<string, string> = { l1: 'ann', l2: 'rita' }
  const recordingFacts = async (id: string) => {
    const ownerId = owners[id]
    return ownerId === undefined ? null : { ...extent, ownerId, title: 'The 502', head: 'h4sh' }
  }
  const reviews = createReviews({
    store: createReviewStore(db.withTables<ReviewTables>()),
    bus,
    clock: fakeTime().clock,
    random: systemRandom,
    recordingFacts,
    rubricOf: async () => rubric,
    memberOf: async id => PEOPLE.find(one => one.id === id) ?? null,
  })
  const app = new Hono<AppEnv>()
    .use(async (c, next) => {
      c.set('principal', PEOPLE.find(one => one.id === c.req.header('as')) ?? null)
      await next()
    })
    .route('/', reviewRoutes({ reviews, recordingFacts }))
  app.onError(errorHandler(silent))

  const ask = async (as: string, method: string, path: string, body?: object) => {
    const response = await app.request(path, {
      method,
      headers: { as, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  }
  return { db, ask, submitted }
}

let fixture: Awaited<ReturnType<typeof reviewsFixture>>

beforeEach(async () => {
  fixture = await reviewsFixture()
})
afterEach(() => fixture.db.destroy())

const ask = (...args: Parameters<typeof fixture.ask>) => fixture.ask(...args)

const submitAs = async (as: string) => {
  await ask(as, 'PUT', '/recordings/l1/review', complete)
  return ask(as, 'POST', '/recordings/l1/review/submit')
}

const comment = { atMs: 5000, terminal: 1, body: 'Here you found it.' }

describe('reviewing', () => {
  it('begins with the rubric and nothing of one’s own', async () => {
    const { body } = await ask('rita', 'GET', '/recordings/l1/reviews')
    expect(body).toEqual({ rubric, mine: null, mayReview: true, submitted: [], comments: [] })
  })

  it('keeps a draft, the same however often it is sent', async () => {
    const first = await ask('rita', 'PUT', '/recordings/l1/review', { summary: 'a', scores: [] })
    await ask('rita', 'PUT', '/recordings/l1/review', complete)
    const again = await ask('rita', 'PUT', '/recordings/l1/review', complete)
    expect(again.body.mine).toMatchObject({
      id: first.body.mine.id,
      state: 'draft',
      reviewer: { handle: 'rita' },
      ...complete,
    })
  })

  it('shows a draft to nobody else', async () => {
    await ask('rita', 'PUT', '/recordings/l1/review', complete)
    await ask('rita', 'POST', '/recordings/l1/comments', comment)
    for (const other of ['ann', 'ron']) {
      const { body } = await ask(other, 'GET', '/recordings/l1/reviews')
      expect(body).toMatchObject({ mine: null, submitted: [], comments: [] })
    }
  })

  it('shows the recorded member what was submitted', async () => {
    await ask('rita', 'POST', '/recordings/l1/comments', comment)
    await submitAs('rita')
    const { body } = await ask('ann', 'GET', '/recordings/l1/reviews')
    expect(body).toMatchObject({
      mine: null,
      mayReview: false,
      submitted: [{ state: 'submitted', reviewer: { handle: 'rita' }, ...complete }],
      comments: [{ body: comment.body, locked: true, author: { handle: 'rita' } }],
    })
  })

  it('tells of a submitted review once', async () => {
    const first = await submitAs('rita')
    const again = await ask('rita', 'POST', '/recordings/l1/review/submit')
    expect([first.status, again.status, again.body.code]).toEqual([200, 409, 'review-submitted'])
    expect(fixture.submitted).toEqual([
      {
        reviewId: first.body.mine.id,
        recordingId: 'l1',
        ownerId: 'ann',
        reviewer: 'rita',
        title: 'The 502',
      },
    ])
  })

  it('keeps which bytes were judged', async () => {
    await submitAs('rita')
    const db = fixture.db.withTables<ReviewTables>()
    const rows = await db.selectFrom('reviews').select('recording_head').execute()
    expect(rows).toEqual([{ recording_head: 'h4sh' }])
  })

  it('leaves a submitted review and its comments as they are', async () => {
    const written = await ask('rita', 'POST', '/recordings/l1/comments', comment)
    const path = `/comments/${written.body.id}`
    await submitAs('rita')
    const tries = [
      await ask('rita', 'PUT', '/recordings/l1/review', { summary: 'changed', scores: [] }),
      await ask('rita', 'POST', '/recordings/l1/comments', comment),
      await ask('rita', 'PATCH', path, { body: 'changed' }),
      await ask('rita', 'DELETE', path),
    ]
    expect(tries.map(({ status, body }) => [status, body.code])).toEqual(
      tries.map(() => [409, 'review-submitted']),
    )
    const { body } = await ask('rita', 'GET', '/recordings/l1/reviews')
    expect(body.mine).toMatchObject(complete)
    expect(body.comments).toMatchObject([{ body: comment.body, locked: true }])
  })

  it('does not submit what is not complete, and keeps it', async () => {
    const draft = { summary: 'half', scores: [score('verifies', [])] }
    await ask('rita', 'PUT', '/recordings/l1/review', draft)
    const { status, body } = await ask('rita', 'POST', '/recordings/l1/review/submit')
    expect([status, body.code]).toEqual([400, 'review-incomplete'])
    const after = await ask('rita', 'GET', '/recordings/l1/reviews')
    expect(after.body.mine).toMatchObject({ state: 'draft', ...draft })
  })

  it('does not submit where nothing was written', async () => {
    const { status, body } = await ask('rita', 'POST', '/recordings/l1/review/submit')
    expect([status, body.code]).toEqual([409, 'no-draft'])
  })

  it('is done by two reviewers apart', async () => {
    await submitAs('rita')
    await submitAs('ron')
    const { body } = await ask('ron', 'GET', '/recordings/l1/reviews')
    expect(body.submitted).toHaveLength(2)
    expect(body.mine.reviewer.handle).toBe('ron')
  })

  it('of one’s own recording is refused', async () => {
    const path = '/recordings/l2'
    const seen = await ask('rita', 'GET', `${path}/reviews`)
    expect(seen.body.mayReview).toBe(false)
    const tries = [
      await ask('rita', 'PUT', `${path}/review`, complete),
      await ask('rita', 'POST', `${path}/review/submit`),
      await ask('rita', 'POST', `${path}/comments`, comment),
    ]
    expect(tries.map(({ status }) => status)).toEqual([403, 403, 403])
  })

  it.each([
    ['ann', 'PUT', '/recordings/l1/review', 403],
    ['bob', 'GET', '/recordings/l1/reviews', 404],
    ['bob', 'POST', '/recordings/l1/comments', 403],
    ['nobody', 'GET', '/recordings/l1/reviews', 401],
    ['rita', 'GET', '/recordings/gone/reviews', 404],
    ['rita', 'PUT', '/recordings/gone/review', 404],
  ])('by %s: %s %s answers %i', async (as, method, path, status) => {
    const body = { GET: undefined, PUT: complete, POST: comment }[method]
    expect((await ask(as, method, path, body)).status).toBe(status)
  })
})

describe('comments', () => {
  it('are pinned to a moment, and come in its order', async () => {
    await ask('rita', 'POST', '/recordings/l1/comments', comment)
    const early = { atMs: 0, terminal: null, body: 'A good start.' }
    const { status, body } = await ask('rita', 'POST', '/recordings/l1/comments', early)
    expect([status, body]).toMatchObject([201, { ...early, locked: false }])
    const seen = await ask('rita', 'GET', '/recordings/l1/reviews')
    expect(seen.body.comments.map((c: { atMs: number }) => c.atMs)).toEqual([0, 5000])
  })

  it('are changed and deleted by their author alone', async () => {
    const { body } = await ask('rita', 'POST', '/recordings/l1/comments', comment)
    const path = `/comments/${body.id}`
    expect((await ask('ron', 'PATCH', path, { body: 'x' })).status).toBe(404)
    expect((await ask('ron', 'DELETE', path)).status).toBe(404)
    expect((await ask('rita', 'PATCH', path, { body: 'better' })).body.body).toBe('better')
    expect((await ask('rita', 'DELETE', path)).status).toBe(204)
    expect((await ask('rita', 'GET', '/recordings/l1/reviews')).body.comments).toEqual([])
  })

  it.each([
    ['after the end', { ...comment, atMs: 60_001 }, 'atMs'],
    ['before the start', { ...comment, atMs: -1 }, 'atMs'],
    ['in a terminal that was not there', { ...comment, terminal: 3 }, 'terminal'],
    ['with nothing said', { ...comment, body: ' ' }, 'body'],
    ['of more than 4,000 characters', { ...comment, body: 'x'.repeat(4001) }, 'body'],
  ])('%s are refused', async (_what, sent, path) => {
    const { status, body } = await ask('rita', 'POST', '/recordings/l1/comments', sent)
    expect([status, body.errors[0].path]).toEqual([400, path])
  })
})
