import { type Generated, type Kysely, type Migration, sql } from 'kysely'
import { type CellCount, spanFor, spansAt } from './strip.ts'
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
  last_at: number | null
  last_up: 0 | 1 | null
  last_ms: number | null
  last_seen: string | null
  verdict: IncubationVerdict | null
  verdict_reason: string | null
  verdict_by: string | null
  closed_at: number | null
}

/** Probes counted, so that a strip over months is read as fast as one over minutes. */
type CountsTable = {
  incubation_id: string
  /** Milliseconds that a count spans: a minute, or an hour. */
  span: number
  /** Counts from 0 at the incubation's start. */
  slot: number
  up: number
  down: number
}

/** Probes that saw something else than the one before. */
type FlipsTable = {
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
  incubation_counts: CountsTable
  incubation_flips: FlipsTable
  incubation_observations: ObservationsTable
}

export type IncubationRow = Readonly<IncubationsTable>
export type ProbeRow = Readonly<Omit<FlipsTable, 'id'>>
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
        .addColumn('last_at', 'integer')
        .addColumn('last_up', 'integer')
        .addColumn('last_ms', 'integer')
        .addColumn('last_seen', 'text')
        .addColumn('verdict', 'text')
        .addColumn('verdict_reason', 'text')
        .addColumn('verdict_by', 'text')
        .addColumn('closed_at', 'integer')
        .execute()
      await sql`create unique index incubations_open_names on incubations (member_id, name)
        where closed_at is null`.execute(db)
      await db.schema
        .createTable('incubation_counts')
        .addColumn('incubation_id', 'text', c => c.notNull().references('incubations.id'))
        .addColumn('span', 'integer', c => c.notNull())
        .addColumn('slot', 'integer', c => c.notNull())
        .addColumn('up', 'integer', c => c.notNull())
        .addColumn('down', 'integer', c => c.notNull())
        .addPrimaryKeyConstraint('incubation_counts_key', ['incubation_id', 'span', 'slot'])
        .execute()
      await db.schema
        .createTable('incubation_flips')
        .addColumn('id', 'integer', c => c.primaryKey().autoIncrement())
        .addColumn('incubation_id', 'text', c => c.notNull().references('incubations.id'))
        .addColumn('at', 'integer', c => c.notNull())
        .addColumn('up', 'integer', c => c.notNull())
        .addColumn('ms', 'integer', c => c.notNull())
        .addColumn('seen', 'text', c => c.notNull())
        .execute()
      await db.schema
        .createIndex('incubation_flips_by_time')
        .on('incubation_flips')
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

  /** Counts a probe. True when it saw something else than the one before, or is the first. */
  async addProbe(of: IncubationRow, probe: ProbeRow): Promise<boolean> {
    return db.transaction().execute(async tx => {
      const { id, starts_at } = of
      const last = await tx
        .selectFrom('incubations')
        .select('last_up')
        .where('id', '=', id)
        .executeTakeFirst()
      const flipped = last?.last_up !== probe.up
      if (flipped) await tx.insertInto('incubation_flips').values(probe).execute()
      for (const span of spansAt(probe.at - starts_at)) {
        const slot = Math.floor((probe.at - starts_at) / span)
        const [up, down] = [probe.up, 1 - probe.up]
        await tx
          .insertInto('incubation_counts')
          .values({ incubation_id: id, span, slot, up, down })
          .onConflict(conflict =>
            conflict
              .columns(['incubation_id', 'span', 'slot'])
              .doUpdateSet({ up: sql<number>`up + ${up}`, down: sql<number>`down + ${down}` }),
          )
          .execute()
      }
      const { at: last_at, up: last_up, ms: last_ms, seen: last_seen } = probe
      const newest = { last_at, last_up, last_ms, last_seen }
      await tx.updateTable('incubations').set(newest).where('id', '=', id).execute()
      return flipped
    })
  },

  /** Probes counted per cell of `width` milliseconds since the start. */
  async cells(id: string, width: number): Promise<CellCount[]> {
    const span = spanFor(width)
    const cell = sql<number>`slot / ${width / span}`
    return db
      .selectFrom('incubation_counts')
      .select([cell.as('index'), sql<number>`sum(up)`.as('up'), sql<number>`sum(down)`.as('down')])
      .where('incubation_id', '=', id)
      .where('span', '=', span)
      .groupBy(cell)
      .execute()
  },

  /** Newest first. */
  async flips(id: string, most: number): Promise<ProbeRow[]> {
    return db
      .selectFrom('incubation_flips')
      .select(['incubation_id', 'at', 'up', 'ms', 'seen'])
      .where('incubation_id', '=', id)
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
