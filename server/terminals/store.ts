import type { Kysely, Migration } from 'kysely'

type TerminalsTable = {
  id: string
  lab_id: string
  owner_id: string
  n: number
  host: string
  login: string
  cols: number
  rows: number
  opened_at: number
  ended_at: number | null
  ended_why: string | null
}

export type TerminalTables = { terminals: TerminalsTable }

export type TerminalRow = Readonly<TerminalsTable>

export const terminalMigrations: Record<string, Migration> = {
  '2026-01-terminals-1': {
    async up(db) {
      await db.schema
        .createTable('terminals')
        .addColumn('id', 'text', c => c.primaryKey())
        .addColumn('lab_id', 'text', c => c.notNull())
        .addColumn('owner_id', 'text', c => c.notNull())
        .addColumn('n', 'integer', c => c.notNull())
        .addColumn('host', 'text', c => c.notNull())
        .addColumn('login', 'text', c => c.notNull())
        .addColumn('cols', 'integer', c => c.notNull())
        .addColumn('rows', 'integer', c => c.notNull())
        .addColumn('opened_at', 'integer', c => c.notNull())
        .addColumn('ended_at', 'integer')
        .addColumn('ended_why', 'text')
        .addUniqueConstraint('terminals_by_lab', ['lab_id', 'n'])
        .execute()
    },
  },
}

export type TerminalStore = ReturnType<typeof createTerminalStore>

export const createTerminalStore = (db: Kysely<TerminalTables>) => ({
  async insert(row: TerminalRow): Promise<void> {
    await db.insertInto('terminals').values(row).execute()
  },

  async get(id: string): Promise<TerminalRow | null> {
    const row = await db.selectFrom('terminals').selectAll().where('id', '=', id)
    return (await row.executeTakeFirst()) ?? null
  },

  /** In the order in which they were opened. */
  async ofLab(labId: string): Promise<TerminalRow[]> {
    return db.selectFrom('terminals').selectAll().where('lab_id', '=', labId).orderBy('n').execute()
  },

  /** The highest number given in a lab; 0 before the first. */
  async lastNumber(labId: string): Promise<number> {
    const row = await db
      .selectFrom('terminals')
      .select(({ fn }) => fn.max('n').as('n'))
      .where('lab_id', '=', labId)
      .executeTakeFirst()
    return row?.n ?? 0
  },

  /** Those that nobody has ended. */
  async open(): Promise<TerminalRow[]> {
    return db.selectFrom('terminals').selectAll().where('ended_at', 'is', null).execute()
  },

  async setSize(id: string, cols: number, rows: number): Promise<void> {
    await db.updateTable('terminals').set({ cols, rows }).where('id', '=', id).execute()
  },

  async end(id: string, at: number, why: string): Promise<void> {
    await db
      .updateTable('terminals')
      .set({ ended_at: at, ended_why: why })
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .execute()
  },
})
