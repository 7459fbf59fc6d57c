import { cleanup, renderHook } from '@solidjs/testing-library'
import { QueryClient, QueryClientProvider } from '@tanstack/solid-query'
import type { ParentProps } from 'solid-js'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ReviewsView } from '../../server/reviews/view.ts'
import { createReview } from '../../web/pages/replay/review-draft.ts'

const reviews: ReviewsView = {
  rubric: [],
  mine: {
    id: 'v',
    recordingId: 'r',
    reviewer: { id: 'me', handle: 'grace', name: 'Grace' },
    state: 'draft',
    summary: 'On the server',
    scores: [],
    submittedAt: null,
  },
  mayReview: true,
  submitted: [],
  comments: [],
}

const provide = (props: ParentProps) => (
  <QueryClientProvider client={new QueryClient()}>{props.children}</QueryClientProvider>
)

const start = (memberId = 'me') => {
  const { result, cleanup } = renderHook(() => createReview('r', memberId, () => reviews), {
    wrapper: provide,
  })
  return { review: result, leave: cleanup }
}

/** Answers with these statuses, the last for good; 0 is no answer. */
const serve = (...statuses: number[]) => {
  const puts: string[] = []
  vi.stubGlobal('fetch', async (_url: unknown, init?: RequestInit) => {
    puts.push(String(JSON.parse(String(init?.body)).summary))
    const status = statuses[Math.min(puts.length, statuses.length) - 1] ?? 200
    if (status === 0) throw new TypeError('Failed to fetch')
    return Response.json(status === 200 ? reviews : { detail: `No: ${status}.` }, { status })
  })
  return puts
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => {
  localStorage.clear()
  vi.useFakeTimers()
})
afterEach(async () => {
  cleanup()
  await pass(0)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a review in the making', () => {
  test('is saved when the typing settles, once', async () => {
    const puts = serve(200)
    const { review } = start()
    review.setSummary('a')
    review.setSummary('ab')
    await pass(2000)
    expect(puts).toEqual(['ab'])
    expect(review.saving().is).toBe('saved')
  })

  test('is kept in the browser until it is saved, and saved when it is next shown', async () => {
    const puts = serve(403, 200)
    const first = start()
    first.review.setSummary('unsaved')
    await pass(1000)
    expect(first.review.saving()).toEqual({ is: 'failed', why: 'No: 403.', again: false })
    const second = start()
    expect(second.review.draft().summary).toBe('unsaved')
    await pass(1000)
    expect(puts).toEqual(['unsaved', 'unsaved'])
    expect(start().review.draft().summary).toBe('On the server')
  })

  test('of another member in the same browser is not taken over', () => {
    serve(403)
    start().review.setSummary('mine')
    expect(start('other').review.draft().summary).toBe('On the server')
  })

  test('is tried again when the server is away, not when it refuses', async () => {
    const away = serve(0, 503, 200)
    const { review } = start()
    review.setSummary('a')
    await pass(15_000)
    expect(away).toHaveLength(3)
    const refused = serve(422)
    review.setSummary('b')
    await pass(60_000)
    expect(refused).toHaveLength(1)
  })

  test('is saved on leaving, even after a failure, and leaves no timer behind', async () => {
    const puts = serve(503)
    const { review, leave } = start()
    review.setSummary('last words')
    await pass(1000)
    leave()
    await pass(60_000)
    expect(puts).toEqual(['last words', 'last words'])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is not submitted when it could not be saved', async () => {
    const puts = serve(422)
    const { review } = start()
    review.setSummary('a')
    expect(await review.submit()).toBe(false)
    expect(puts).toEqual(['a'])
  })
})
