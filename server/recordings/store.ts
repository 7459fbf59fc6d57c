import { type Kysely, type Migration, sql } from 'kysely'
import type { RecordingState, RecordingSummary, RecordingVerification } from './view.ts'

type RecordingsTable = {
  /** The lab's. */
  id: string
  owner_id: string
  kind: RecordingSummary['kind']
  title: string
  state: RecordingState
  /** Why it is interrupted or missing; null otherwise. */
  why: string | null
  started_at: number
  ended_at: number | null
  terminals: number
  outcome: RecordingSummary['outcome']
  reviews: number
  /** The manifest's: a hash that stands for every byte. null until it is closed. */
  head: string | null
  /** RecordingVerification as JSON: read and written as a whole. null until it is closed. */
  verification: string | null
}

export type RecordingTables = { recordings: RecordingsTable }

export type RecordingRow = Readonly<RecordingsTable>

export const verificationOf = ({ verification }: RecordingRow): RecordingVerification | null =>
  verification === null ? null : JSON.parse(verification)

export const recordingMigrations: Record<string, Migration> = {
  '2026-01-recordings-1': {
    async up(db) {
      await db.schema
        .createTable('recordings')
        .addColumn('id', 'text', c => c.primaryKey())
        .addColumn('owner_id', 'text', c => c.notNull())
        .addColumn('kind', 'text', c => c.notNull())
        .addColumn('title', 'text', c => c.notNull())
        .addColumn('state', 'text', c => c.notNull())
        .addColumn('why', 'text')
        .addColumn('started_at', 'integer', c => c.notNull())
        .addColumn('ended_at', 'integer')
        .addColumn('terminals', 'integer', c => c.notNull())
        .addColumn('outcome', 'text')
        .addColumn('reviews', 'integer', c => c.notNull())
        .execute()
      await db.schema
        .createIndex('recordings_by_owner')
        .on('recordings')
        .columns(['owner_id', 'started_at'])
        .execute()
    },
  },
  '2026-02-recordings-2': {
    async up(db) {
      await db.schema.alterTable('recordings').addColumn('head', 'text').execute()
      await db.schema.alterTable('recordings').addColumn('verification', 'text').execute()
    },
  },
}

export type RecordingStore = ReturnType<typeof createRecordingStore>

export const createRecordingStore = (db: Kysely<RecordingTables>) => ({
  async insert(row: RecordingRow): Promise<void> {
    await db.insertInto('recordings').values(row).execute()
  },

  async get(id: string): Promise<RecordingRow | null> {
    const row = await db.selectFrom('recordings').selectAll().where('id', '=', id)
    return (await row.executeTakeFirst()) ?? null
  },

  /** Newest first; `ownerId` narrows to one member's. */
  async list(filter: { ownerId?: string } = {}): Promise<RecordingRow[]> {
    let query = db.selectFrom('recordings').selectAll().orderBy('started_at', 'desc')
    if (filter.ownerId !== undefined) query = query.where('owner_id', '=', filter.ownerId)
    return query.execute()
  },

  /** Those that were being written when the server last stopped. */
  async unfinished(): Promise<RecordingRow[]> {
    return db
      .selectFrom('recordings')
      .selectAll()
      .where('state', 'in', ['recording', 'finalising'])
      .execute()
  },

  async setState(
    id: string,
    change: { state: RecordingState; why?: string | null; ended_at?: number },
  ): Promise<void> {
    await db.updateTable('recordings').set(change).where('id', '=', id).execute()
  },

  /** What was found when it was closed. */
  async setProof(
    id: string,
    { head, verification }: { head: string | null; verification: RecordingVerification },
  ): Promise<void> {
    const { state, links, detail } = verification
    await db
      .updateTable('recordings')
      .set({ head, verification: JSON.stringify({ state, links, detail }) })
      .where('id', '=', id)
      .execute()
  },

  async countTerminal(id: string, n: number): Promise<void> {
    await db
      .updateTable('recordings')
      .set({ terminals: sql<number>`max(terminals, ${n})` })
      .where('id', '=', id)
      .execute()
  },

  async setOutcome(id: string, outcome: RecordingSummary['outcome']): Promise<void> {
    await db.updateTable('recordings').set({ outcome }).where('id', '=', id).execute()
  },

  async countReview(id: string): Promise<void> {
    await db
      .updateTable('recordings')
      .set({ reviews: sql<number>`reviews + 1` })
      .where('id', '=', id)
      .execute()
  },
})
