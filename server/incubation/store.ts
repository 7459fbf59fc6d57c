import { type Generated, type Kysely, type Migration, sql } from 'kysely'
import type { CellCount } from './strip.ts'
import type { IncubationVerdict } from './view.ts'

type IncubationsTable = {
  id: string
  member_id: string
  name: string
  charter: string
  lab_id: string
  probe_url: string
  probe_expect: string
  probe_every_ms: number
  starts_at: number
  ends_at: number
  verdict: IncubationVerdict | null
  verdict_reason: string | null
  verdict_by: string | null
  closed_at: number | null
}

type ProbesTable = {
  id: Generated<number>
  incubation_id: string
  at: number
  up: 0 | 1
  ms: number
  seen: string
}

type ObservationsTable = {
  id: string
  incubation_id: string
  author: string
  body: string
  at: number
}

export type IncubationTables = {
  incubations: IncubationsTable
  incubation_probes: ProbesTable
  incubation_observations: ObservationsTable
}

export type IncubationRow = Readonly<IncubationsTable>
export type ProbeRow = Readonly<Omit<ProbesTable, 'id'>>
export type ObservationRow = Readonly<ObservationsTable>

export const incubationMigrations: Record<string, Migration> = {
  '2026-01-incubation-1': {
    async up(db) {
      await db.schema
        .createTable('incubations')
        .addColumn('id', 'text', c => c.primaryKey())
        .addColumn('member_id', 'text', c => c.notNull())
        .addColumn('name', 'text', c => c.notNull())
        .addColumn('charter', 'text', c => c.notNull())
        .addColumn('lab_id', 'text', c => c.notNull().unique())
        .addColumn('probe_url', 'text', c => c.notNull())
        .addColumn('probe_expect', 'text', c => c.notNull())
        .addColumn('probe_every_ms', 'integer', c => c.notNull())
        .addColumn('starts_at', 'integer', c => c.notNull())
        .addColumn('ends_at', 'integer', c => c.notNull())
        .addColumn('verdict', 'text')
        .addColumn('verdict_reason', 'text')
        .addColumn('verdict_by', 'text')
        .addColumn('closed_at', 'integer')
        .execute()
      await db.schema
        .createTable('incubation_probes')
        .addColumn('id', 'integer', c => c.primaryKey().autoIncrement())
        .addColumn('incubation_id', 'text', c => c.notNull().references('incubations.id'))
        .addColumn('at', 'integer', c => c.notNull())
        .addColumn('up', 'integer', c => c.notNull())
        .addColumn('ms', 'integer', c => c.notNull())
        .addColumn('seen', 'text', c => c.notNull())
        .execute()
      await db.schema
        .createIndex('incubation_probes_by_time')
        .on('incubation_probes')
        .columns(['incubation_id', 'at'])
        .execute()
      await db.schema
        .createTable('incubation_observations')
        .addColumn('id', 'text', c => c.primaryKey())
        .addColumn('incubation_id', 'text', c => c.notNull().references('incubations.id'))
        .addColumn('author', 'text', c => c.notNull())
        .addColumn('body', 'text', c => c.notNull())
        .addColumn('at', 'integer', c => c.notNull())
        .execute()
    },
  },
}

export type IncubationStore = ReturnType<typeof createIncubationStore>

export const createIncubationStore = (db: Kysely<IncubationTables>) => ({
  async insert(row: IncubationRow): Promise<void> {
    await db.insertInto('incubations').values(row).execute()
  },

  async get(id: string): Promise<IncubationRow | null> {
    const row = await db.selectFrom('incubations').selectAll().where('id', '=', id)
    return (await row.executeTakeFirst()) ?? null
  },

  /** Newest first; `memberId` narrows to one member's. */
  async list(filter: { memberId?: string; open?: boolean }): Promise<IncubationRow[]> {
    let query = db.selectFrom('incubations').selectAll().orderBy('starts_at', 'desc')
    if (filter.memberId !== undefined) query = query.where('member_id', '=', filter.memberId)
    if (filter.open === true) query = query.where('closed_at', 'is', null)
    return query.execute()
  },

  /** False when it was closed already: a verdict is given once. */
  async close(id: string, verdict: IncubationVerdict, reason: string, by: string, at: number) {
    const done = await db
      .updateTable('incubations')
      .set({ verdict, verdict_reason: reason, verdict_by: by, closed_at: at })
      .where('id', '=', id)
      .where('closed_at', 'is', null)
      .executeTakeFirst()
    return done.numUpdatedRows === 1n
  },

  async prolong(id: string, endsAt: number): Promise<boolean> {
    const done = await db
      .updateTable('incubations')
      .set({ ends_at: endsAt })
      .where('id', '=', id)
      .where('closed_at', 'is', null)
      .executeTakeFirst()
    return done.numUpdatedRows === 1n
  },

  async addProbe(row: ProbeRow): Promise<void> {
    await db.insertInto('incubation_probes').values(row).execute()
  },

  async lastProbe(id: string): Promise<ProbeRow | null> {
    const row = await db
      .selectFrom('incubation_probes')
      .select(['incubation_id', 'at', 'up', 'ms', 'seen'])
      .where('incubation_id', '=', id)
      .orderBy('at', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row ?? null
  },

  /** Probes counted per cell of `width` milliseconds since `startsAt`. */
  async cells(id: string, startsAt: number, width: number): Promise<CellCount[]> {
    const cell = sql<number>`cast((at - ${startsAt}) / ${width} as integer)`
    return db
      .selectFrom('incubation_probes')
      .select([
        cell.as('index'),
        sql<number>`sum(up)`.as('up'),
        sql<number>`sum(1 - up)`.as('down'),
      ])
      .where('incubation_id', '=', id)
      .groupBy(cell)
      .execute()
  },

  /** Probes that saw something else than the one before, newest first. */
  async flips(id: string, most: number): Promise<ProbeRow[]> {
    return db
      .selectFrom(
        db
          .selectFrom('incubation_probes')
          .select(['incubation_id', 'at', 'up', 'ms', 'seen'])
          .select(sql<number | null>`lag(up) over (order by at)`.as('before'))
          .where('incubation_id', '=', id)
          .as('probes'),
      )
      .select(['incubation_id', 'at', 'up', 'ms', 'seen'])
      .where(({ eb, or }) => or([eb('before', 'is', null), eb('before', '!=', eb.ref('up'))]))
      .orderBy('at', 'desc')
      .limit(most)
      .execute()
  },

  async addObservation(row: ObservationRow): Promise<void> {
    await db.insertInto('incubation_observations').values(row).execute()
  },

  async observations(id: string): Promise<ObservationRow[]> {
    return db
      .selectFrom('incubation_observations')
      .selectAll()
      .where('incubation_id', '=', id)
      .orderBy('at', 'desc')
      .execute()
  },
})
