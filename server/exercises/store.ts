import type { Kysely, Migration } from 'kysely'
import type { Exercise } from './exercise.ts'
import type { AttemptState, CheckView } from './view.ts'

type AttemptsTable = {
  id: string
  member_id: string
  handle: string
  exercise: string
  /** The exercise as it was when the attempt began, by its hash. */
  version: string
  seed: number
  lab_id: string
  state: AttemptState
  started_at: number
  finished_at: number | null
  /** JSON: indexes of the hints opened, in order. */
  hints: string
  /** JSON: the checks as last seen. */
  checks: string
}

/** Kept so that an attempt, its checks and its rubric stay what they were. */
type VersionsTable = { hash: string; slug: string; content: string; added_at: number }

export type ExerciseTables = { attempts: AttemptsTable; exercise_versions: VersionsTable }

export type AttemptRow = Readonly<Omit<AttemptsTable, 'hints' | 'checks'>> & {
  readonly hints: readonly number[]
  readonly checks: readonly CheckView[]
}

export const exerciseMigrations: Record<string, Migration> = {
  '2026-01-exercises-1': {
    async up(db) {
      await db.schema
        .createTable('exercise_versions')
        .addColumn('hash', 'text', c => c.primaryKey())
        .addColumn('slug', 'text', c => c.notNull())
        .addColumn('content', 'text', c => c.notNull())
        .addColumn('added_at', 'integer', c => c.notNull())
        .execute()
      await db.schema
        .createTable('attempts')
        .addColumn('id', 'text', c => c.primaryKey())
        .addColumn('member_id', 'text', c => c.notNull())
        .addColumn('handle', 'text', c => c.notNull())
        .addColumn('exercise', 'text', c => c.notNull())
        .addColumn('version', 'text', c => c.notNull().references('exercise_versions.hash'))
        .addColumn('seed', 'integer', c => c.notNull())
        .addColumn('lab_id', 'text', c => c.notNull().unique())
        .addColumn('state', 'text', c => c.notNull())
        .addColumn('started_at', 'integer', c => c.notNull())
        .addColumn('finished_at', 'integer')
        .addColumn('hints', 'text', c => c.notNull())
        .addColumn('checks', 'text', c => c.notNull())
        .execute()
      await db.schema
        .createIndex('attempts_by_member')
        .on('attempts')
        .columns(['member_id', 'started_at'])
        .execute()
      await db.schema.createIndex('attempts_by_state').on('attempts').columns(['state']).execute()
    },
  },
}

export type AttemptStore = ReturnType<typeof createAttemptStore>

export const createAttemptStore = (db: Kysely<ExerciseTables>) => {
  const attempts = () => db.selectFrom('attempts').selectAll()
  return {
    async keepVersion(exercise: Exercise, at: number): Promise<void> {
      const { version: hash, slug } = exercise
      await db
        .insertInto('exercise_versions')
        .values({ hash, slug, content: JSON.stringify(exercise), added_at: at })
        .onConflict(conflict => conflict.column('hash').doNothing())
        .execute()
    },

    async version(hash: string): Promise<Exercise | null> {
      const row = await db
        .selectFrom('exercise_versions')
        .select('content')
        .where('hash', '=', hash)
        .executeTakeFirst()
      return row === undefined ? null : (JSON.parse(row.content) as Exercise)
    },

    async insert(attempt: AttemptRow): Promise<void> {
      await db.insertInto('attempts').values(toTable(attempt)).execute()
    },

    async get(id: string): Promise<AttemptRow | null> {
      return toRow(await attempts().where('id', '=', id).executeTakeFirst())
    },

    async ofLab(labId: string): Promise<AttemptRow | null> {
      return toRow(await attempts().where('lab_id', '=', labId).executeTakeFirst())
    },

    /** Newest first. */
    async ofMember(memberId: string): Promise<AttemptRow[]> {
      const rows = await attempts()
        .where('member_id', '=', memberId)
        .orderBy('started_at', 'desc')
        .orderBy('id', 'desc')
        .execute()
      return rows.map(fromTable)
    },

    async inState(state: AttemptState): Promise<AttemptRow[]> {
      return (await attempts().where('state', '=', state).execute()).map(fromTable)
    },

    /** Ends a running attempt; false when it had ended already. */
    async end(id: string, state: AttemptState, at: number): Promise<boolean> {
      const result = await db
        .updateTable('attempts')
        .set({ state, finished_at: at })
        .where('id', '=', id)
        .where('state', '=', 'running')
        .executeTakeFirst()
      return result.numUpdatedRows > 0n
    },

    /** The row with the hint opened, and whether this call did it. null: no such attempt. */
    async openHint(id: string, index: number): Promise<{ row: AttemptRow; now: boolean } | null> {
      return db.transaction().execute(async tx => {
        const row = toRow(
          await tx.selectFrom('attempts').selectAll().where('id', '=', id).executeTakeFirst(),
        )
        if (row === null) return null
        if (row.hints.includes(index)) return { row, now: false }
        const hints = [...row.hints, index]
        await tx
          .updateTable('attempts')
          .set({ hints: JSON.stringify(hints) })
          .where('id', '=', id)
          .execute()
        return { row: { ...row, hints }, now: true }
      })
    },

    async keepChecks(id: string, checks: readonly CheckView[]): Promise<void> {
      await db
        .updateTable('attempts')
        .set({ checks: JSON.stringify(checks) })
        .where('id', '=', id)
        .execute()
    },
  }
}

const toTable = ({ hints, checks, ...rest }: AttemptRow): AttemptsTable => ({
  ...rest,
  hints: JSON.stringify(hints),
  checks: JSON.stringify(checks),
})

const fromTable = ({ hints, checks, ...rest }: AttemptsTable): AttemptRow => ({
  ...rest,
  hints: JSON.parse(hints) as number[],
  checks: JSON.parse(checks) as CheckView[],
})

const toRow = (row: AttemptsTable | undefined): AttemptRow | null =>
  row === undefined ? null : fromTable(row)
