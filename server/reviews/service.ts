import type { RubricItem } from '../exercises/view.ts'
import { conflict, forbidden, notFound } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'
import type { FactBus } from '../kernel/facts.ts'
import { newId } from '../kernel/ids.ts'
import type { Random } from '../kernel/random.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import type { Principal } from '../kernel/roles.ts'
import { may } from '../people/permissions.ts'
import { checkComplete, checkDraft, checkPlace, type Draft, type Extent } from './rubric.ts'
import type { CommentRow, ReviewQueries, ReviewRow, ReviewStore } from './store.ts'
import type { CommentView, ReviewsView, ReviewView } from './view.ts'

/** What reviews need to know of a recording. */
export type RecordingFacts = Extent & {
  readonly ownerId: string
  readonly title: string
  /** Hash of its chain so far, kept with a submitted review; null where there is none. */
  readonly head: string | null
}

export type ReviewDeps = {
  readonly store: ReviewStore
  readonly bus: FactBus
  readonly clock: Clock
  readonly random: Random
  readonly recordingFacts: (recordingId: string) => Promise<RecordingFacts | null>
  /** Of the exercise that was attempted; empty for a recording without one. */
  readonly rubricOf: (recordingId: string) => Promise<readonly RubricItem[]>
  readonly memberOf: (memberId: string) => Promise<Principal | null>
}

export type NewComment = {
  readonly atMs: number
  readonly terminal: number | null
  readonly body: string
}

/** The caller has made sure already that `who` may see the recording. */
export type Reviews = {
  view(who: Principal, recordingId: string): Promise<Result<ReviewsView>>
  saveDraft(who: Principal, recordingId: string, draft: Draft): Promise<Result<void>>
  submit(who: Principal, recordingId: string): Promise<Result<void>>
  comment(who: Principal, recordingId: string, comment: NewComment): Promise<Result<CommentView>>
  editComment(who: Principal, commentId: string, body: string): Promise<Result<CommentView>>
  deleteComment(who: Principal, commentId: string): Promise<Result<void>>
}

const submittedAlready = () =>
  conflict('review-submitted', 'Your review was submitted; it and its comments stay as they are.')

export const createReviews = (deps: ReviewDeps): Reviews => {
  const { store, bus, clock, random } = deps

  const mayReview = (who: Principal, facts: RecordingFacts): boolean =>
    may(who, 'review:write', facts.ownerId)

  /** The recording, if `who` may review it. */
  const reviewable = async (who: Principal, id: string): Promise<Result<RecordingFacts>> => {
    const facts = await deps.recordingFacts(id)
    if (facts === null) return err(notFound('recording'))
    if (facts.ownerId === who.id) return err(forbidden('Nobody reviews their own recording.'))
    return mayReview(who, facts) ? ok(facts) : err(notFound('recording'))
  }

  const authorOf = async (id: string) => {
    const member = await deps.memberOf(id)
    return { id, handle: member?.handle ?? 'former member', name: member?.name ?? 'Former member' }
  }

  const reviewView = async (row: ReviewRow): Promise<ReviewView> => ({
    id: row.id,
    recordingId: row.recording_id,
    reviewer: await authorOf(row.reviewer_id),
    state: row.submitted_at === null ? 'draft' : 'submitted',
    summary: row.summary,
    scores: [...row.scores],
    submittedAt: row.submitted_at,
  })

  const commentView = async (row: CommentRow, locked: boolean): Promise<CommentView> => {
    const { id, handle } = await authorOf(row.author_id)
    return {
      id: row.id,
      author: { id, handle },
      atMs: row.at_ms,
      terminal: row.terminal,
      body: row.body,
      createdAt: row.created_at,
      locked,
    }
  }

  /** Runs a change to what `who` wrote on a recording, unless their review is submitted. */
  const whileDraft = <T>(
    who: Principal,
    recordingId: string,
    change: (queries: ReviewQueries) => Promise<T>,
  ): Promise<Result<T>> =>
    store.atomically(async queries => {
      const own = await queries.ofReviewer(recordingId, who.id)
      if (own !== null && own.submitted_at !== null) return err(submittedAlready())
      return ok(await change(queries))
    })

  const ownComment = async (who: Principal, id: string): Promise<Result<CommentRow>> => {
    const row = await store.comment(id)
    return row !== null && row.author_id === who.id ? ok(row) : err(notFound('comment'))
  }

  return {
    async view(who, recordingId) {
      const facts = await deps.recordingFacts(recordingId)
      if (facts === null) return err(notFound('recording'))
      const mine = await store.ofReviewer(recordingId, who.id)
      const submitted = await store.submitted(recordingId)
      const done = new Set(submitted.map(row => row.reviewer_id))
      const comments = (await store.comments(recordingId)).filter(
        row => row.author_id === who.id || done.has(row.author_id),
      )
      return ok({
        rubric: [...(await deps.rubricOf(recordingId))],
        mine: mine === null ? null : await reviewView(mine),
        mayReview: mayReview(who, facts),
        submitted: await Promise.all(submitted.map(reviewView)),
        comments: await Promise.all(comments.map(row => commentView(row, done.has(row.author_id)))),
      })
    },

    async saveDraft(who, recordingId, draft) {
      const facts = await reviewable(who, recordingId)
      if (!facts.ok) return facts
      const fits = checkDraft(await deps.rubricOf(recordingId), facts.value, draft)
      if (!fits.ok) return fits
      const saved = await store.saveDraft({
        id: newId(random),
        recording_id: recordingId,
        reviewer_id: who.id,
        summary: draft.summary,
        scores: draft.scores,
        updated_at: clock.now(),
      })
      return saved ? ok(undefined) : err(submittedAlready())
    },

    async submit(who, recordingId) {
      const facts = await reviewable(who, recordingId)
      if (!facts.ok) return facts
      const rubric = await deps.rubricOf(recordingId)
      const submitted = await store.atomically(async (queries): Promise<Result<ReviewRow>> => {
        const draft = await queries.ofReviewer(recordingId, who.id)
        if (draft === null) return err(conflict('no-draft', 'There is no draft to submit yet.'))
        if (draft.submitted_at !== null) return err(submittedAlready())
        const complete = checkComplete(rubric, draft)
        if (!complete.ok) return complete
        await queries.submit(draft.id, clock.now(), facts.value.head)
        return ok(draft)
      })
      if (!submitted.ok) return submitted
      bus.emit('review.submitted', {
        reviewId: submitted.value.id,
        recordingId,
        ownerId: facts.value.ownerId,
        reviewer: who.handle,
        title: facts.value.title,
      })
      return ok(undefined)
    },

    async comment(who, recordingId, comment) {
      const facts = await reviewable(who, recordingId)
      if (!facts.ok) return facts
      const fits = checkPlace(facts.value, comment)
      if (!fits.ok) return fits
      const row: CommentRow = {
        id: newId(random),
        recording_id: recordingId,
        author_id: who.id,
        at_ms: comment.atMs,
        terminal: comment.terminal,
        body: comment.body,
        created_at: clock.now(),
      }
      const kept = await whileDraft(who, recordingId, queries => queries.insertComment(row))
      return kept.ok ? ok(await commentView(row, false)) : kept
    },

    async editComment(who, commentId, body) {
      const row = await ownComment(who, commentId)
      if (!row.ok) return row
      const kept = await whileDraft(who, row.value.recording_id, queries =>
        queries.setCommentBody(commentId, body),
      )
      return kept.ok ? ok(await commentView({ ...row.value, body }, false)) : kept
    },

    async deleteComment(who, commentId) {
      const row = await ownComment(who, commentId)
      if (!row.ok) return row
      return whileDraft(who, row.value.recording_id, queries => queries.deleteComment(commentId))
    },
  }
}
