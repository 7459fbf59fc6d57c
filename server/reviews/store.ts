import type { Kysely, Migration } from 'kysely'
import type { ScoreView } from './view.ts'

type ReviewsTable = {
  id: string
  recording_id: string
  reviewer_id: string
  summary: string
  /** ScoreView[] as JSON: read and written as a whole. */
  scores: string
  updated_at: number
  /** null: a draft. */
  submitted_at: number | null
  /** The recording's head hash when it was submitted: which bytes were judged. */
  recording_head: string | null
}

type CommentsTable = {
  id: string
  recording_id: string
  author_id: string
  at_ms: number
  terminal: number | null
  body: string
  created_at: number
}

export type ReviewTables = { reviews: ReviewsTable; review_comments: CommentsTable }

export type ReviewRow = Readonly<Omit<ReviewsTable, 'scores'>> & {
  readonly scores: readonly ScoreView[]
}
export type CommentRow = Readonly<CommentsTable>

export const reviewMigrations: Record<string, Migration> = {
  '2026-01-reviews-1': {
    async up(db) {
      await db.schema
        .createTable('reviews')
        .addColumn('id', 'text', c => c.primaryKey())
        .addColumn('recording_id', 'text', c => c.notNull())
        .addColumn('reviewer_id', 'text', c => c.notNull())
        .addColumn('summary', 'text', c => c.notNull())
        .addColumn('scores', 'text', c => c.notNull())
        .addColumn('updated_at', 'integer', c => c.notNull())
        .addColumn('submitted_at', 'integer')
        .addColumn('recording_head', 'text')
        .addUniqueConstraint('reviews_once', ['recording_id', 'reviewer_id'])
        .execute()
      await db.schema
        .createTable('review_comments')
        .addColumn('id', 'text', c => c.primaryKey())
        .addColumn('recording_id', 'text', c => c.notNull())
        .addColumn('author_id', 'text', c => c.notNull())
        .addColumn('at_ms', 'integer', c => c.notNull())
        .addColumn('terminal', 'integer')
        .addColumn('body', 'text', c => c.notNull())
        .addColumn('created_at', 'integer', c => c.notNull())
        .execute()
      await db.schema
        .createIndex('review_comments_by_moment')
        .on('review_comments')
        .columns(['recording_id', 'at_ms'])
        .execute()
    },
  },
}

const parsed = (row: ReviewsTable): ReviewRow => ({ ...row, scores: JSON.parse(row.scores) })

export type ReviewQueries = ReturnType<typeof queries>

export type ReviewStore = ReviewQueries & {
  /** Several queries as one: all or nothing. Use only the ones given. */
  atomically<T>(run: (store: ReviewQueries) => Promise<T>): Promise<T>
}

export const createReviewStore = (db: Kysely<ReviewTables>): ReviewStore => ({
  ...queries(db),
  atomically: run => db.transaction().execute(trx => run(queries(trx))),
})

const queries = (db: Kysely<ReviewTables>) => ({
  async ofReviewer(recordingId: string, reviewerId: string): Promise<ReviewRow | null> {
    const row = await db
      .selectFrom('reviews')
      .selectAll()
      .where('recording_id', '=', recordingId)
      .where('reviewer_id', '=', reviewerId)
      .executeTakeFirst()
    return row === undefined ? null : parsed(row)
  },

  /** Oldest first. */
  async submitted(recordingId: string): Promise<ReviewRow[]> {
    const rows = await db
      .selectFrom('reviews')
      .selectAll()
      .where('recording_id', '=', recordingId)
      .where('submitted_at', 'is not', null)
      .orderBy('submitted_at')
      .execute()
    return rows.map(parsed)
  },

  /** False when it is submitted already. */
  async saveDraft(draft: Omit<ReviewRow, 'submitted_at' | 'recording_head'>): Promise<boolean> {
    const scores = JSON.stringify(draft.scores)
    const row = await db
      .insertInto('reviews')
      .values({ ...draft, scores, submitted_at: null, recording_head: null })
      .onConflict(conflict =>
        conflict
          .columns(['recording_id', 'reviewer_id'])
          .doUpdateSet({ summary: draft.summary, scores, updated_at: draft.updated_at })
          .where('reviews.submitted_at', 'is', null),
      )
      .returning('id')
      .executeTakeFirst()
    return row !== undefined
  },

  async submit(id: string, at: number, recordingHead: string | null): Promise<void> {
    await db
      .updateTable('reviews')
      .set({ submitted_at: at, recording_head: recordingHead })
      .where('id', '=', id)
      .execute()
  },

  /** In the order of the recording. */
  async comments(recordingId: string): Promise<CommentRow[]> {
    return db
      .selectFrom('review_comments')
      .selectAll()
      .where('recording_id', '=', recordingId)
      .orderBy('at_ms')
      .orderBy('created_at')
      .execute()
  },

  async comment(id: string): Promise<CommentRow | null> {
    const query = db.selectFrom('review_comments').selectAll().where('id', '=', id)
    return (await query.executeTakeFirst()) ?? null
  },

  async insertComment(row: CommentRow): Promise<void> {
    await db.insertInto('review_comments').values(row).execute()
  },

  async setCommentBody(id: string, body: string): Promise<void> {
    await db.updateTable('review_comments').set({ body }).where('id', '=', id).execute()
  },

  async deleteComment(id: string): Promise<void> {
    await db.deleteFrom('review_comments').where('id', '=', id).execute()
  },
})
