import { type Kysely, type Migration, sql } from 'kysely'
import type { LabState } from '../kernel/facts.ts'
import type { LabKind, Topology } from './port.ts'
import type { Life } from './reducer.ts'

/** A lab as it is kept: what was asked for, and its life so far. */
export type LabRecord = {
  readonly id: string
  readonly kind: LabKind
  readonly ownerId: string
  readonly login: string
  readonly title: string
  readonly topology: Topology
  readonly createdAt: number
  readonly life: Life
}

/** `topology` and `life` are JSON; `state` repeats the life's, so that it can be asked for. */
type LabRow = {
  id: string
  kind: LabKind
  owner_id: string
  login: string
  title: string
  topology: string
  created_at: number
  state: LabState
  life: string
}

export type LabsTables = { labs: LabRow }

export const labsMigrations: Record<string, Migration> = {
  '2026-01-labs-1': {
    up: async db => {
      await db.schema
        .createTable('labs')
        .addColumn('id', 'text', c => c.primaryKey())
        .addColumn('kind', 'text', c => c.notNull())
        .addColumn('owner_id', 'text', c => c.notNull())
        .addColumn('login', 'text', c => c.notNull())
        .addColumn('title', 'text', c => c.notNull())
        .addColumn('topology', 'text', c => c.notNull())
        .addColumn('created_at', 'integer', c => c.notNull())
        .addColumn('state', 'text', c => c.notNull())
        .addColumn('life', 'text', c => c.notNull())
        .execute()
      await db.schema
        .createIndex('labs_by_owner')
        .on('labs')
        .columns(['owner_id', 'created_at'])
        .execute()
      // The live ones are few among many.
      await db.schema
        .createIndex('labs_live')
        .on('labs')
        .column('state')
        .where(sql.ref('state'), '!=', sql.lit('ended'))
        .execute()
    },
  },
}

const toRow = (lab: LabRecord): LabRow => ({
  id: lab.id,
  kind: lab.kind,
  owner_id: lab.ownerId,
  login: lab.login,
  title: lab.title,
  topology: JSON.stringify(lab.topology),
  created_at: lab.createdAt,
  state: lab.life.state,
  life: JSON.stringify(lab.life),
})

const fromRow = (row: LabRow): LabRecord => ({
  id: row.id,
  kind: row.kind,
  ownerId: row.owner_id,
  login: row.login,
  title: row.title,
  topology: JSON.parse(row.topology) as Topology,
  createdAt: row.created_at,
  life: JSON.parse(row.life) as Life,
})

export const createLabStore = (database: Kysely<Record<never, never>>) => {
  const db = database.withTables<LabsTables>()
  return {
    insert: async (lab: LabRecord): Promise<void> => {
      await db.insertInto('labs').values(toRow(lab)).execute()
    },
    saveLife: async (id: string, life: Life): Promise<void> => {
      await db
        .updateTable('labs')
        .set({ state: life.state, life: JSON.stringify(life) })
        .where('id', '=', id)
        .execute()
    },
    find: async (id: string): Promise<LabRecord | null> => {
      const row = await db.selectFrom('labs').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? null : fromRow(row)
    },
    /** Newest first. */
    list: async (filter: { ownerId?: string; live?: boolean }): Promise<LabRecord[]> => {
      let query = db.selectFrom('labs').selectAll()
      if (filter.ownerId !== undefined) query = query.where('owner_id', '=', filter.ownerId)
      if (filter.live === true) query = query.where('state', '!=', 'ended')
      if (filter.live === false) query = query.where('state', '=', 'ended')
      const rows = await query.orderBy('created_at', 'desc').orderBy('id').execute()
      return rows.map(fromRow)
    },
  }
}

export type LabStore = ReturnType<typeof createLabStore>
