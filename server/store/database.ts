import { Kysely, type Migration, SqliteDialect } from 'kysely'
import Libsql from 'libsql'
import { AppError, messageOf } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'
import { systemClock } from '../kernel/clock.ts'
import { kyselyDatabase } from './libsql-driver.ts'

type NoTables = Record<never, never>

/**
 * The open database, before a feature names its tables by `db.withTables<XTables>()`. Closed by
 * `destroy()`. There is one connection: inside `db.transaction()` use only the transaction given,
 * since a query on `db` would wait for the transaction to end.
 */
export type Database = Kysely<NoTables>

/** How long a write waits for another process (the command line, a backup), in milliseconds. */
const BUSY_TIMEOUT = 5_000

/**
 * NORMAL, not FULL: in WAL mode it never corrupts, and a killed process loses nothing; only a
 * power cut may take the last moments. FULL would flush the disk at each commit while the event
 * loop, and with it every terminal, waits.
 */
const SETTINGS = ['journal_mode = WAL', 'synchronous = NORMAL', 'foreign_keys = ON']

/**
 * Opens the database `file` (or `:memory:`), making it where it is missing, and brings it up to
 * date: the migrations not yet run, in the order of their names, in one transaction.
 *
 * Throws `database-unusable` when the file can't be opened, and `database-newer` when a newer
 * version of Hatchery wrote it.
 */
export const openDatabase = async (
  file: string,
  migrations: Record<string, Migration>,
  clock: Clock = systemClock,
): Promise<Database> => {
  const db: Database = new Kysely<NoTables>({
    dialect: new SqliteDialect({ database: kyselyDatabase(connect(file)) }),
  })
  try {
    await migrate(db, file, migrations, clock)
    return db
  } catch (error) {
    await db.destroy()
    throw error
  }
}

const connect = (file: string): Libsql.Database => {
  let database: Libsql.Database | null = null
  try {
    database = new Libsql(file, { timeout: BUSY_TIMEOUT })
    for (const setting of SETTINGS) database.exec(`PRAGMA ${setting}`)
    return database
  } catch (error) {
    database?.close()
    throw new AppError(
      'database-unusable',
      500,
      `The database ${file} can't be opened (${messageOf(error)}). Look whether it is a Hatchery database, its folder is there and may be written, and the disk has space.`,
      { cause: error },
    )
  }
}

type Ledger = { migrations: { name: string; at: number } }

/** Own, and short: Kysely's Migrator runs outside a transaction on SQLite. */
const migrate = async (
  database: Database,
  file: string,
  migrations: Record<string, Migration>,
  clock: Clock,
): Promise<void> => {
  await database
    .withTables<Ledger>()
    .transaction()
    .execute(async db => {
      await db.schema
        .createTable('migrations')
        .ifNotExists()
        .addColumn('name', 'text', c => c.primaryKey())
        .addColumn('at', 'integer', c => c.notNull())
        .execute()
      const rows = await db.selectFrom('migrations').select('name').execute()
      const done = new Set(rows.map(row => row.name))
      const unknown = [...done].filter(name => !(name in migrations))
      if (unknown.length > 0) throw newer(file, unknown)
      const pending = Object.entries(migrations)
        .filter(([name]) => !done.has(name))
        .sort(([a], [b]) => (a < b ? -1 : 1))
      for (const [name, migration] of pending) {
        await migration.up(db)
        await db.insertInto('migrations').values({ name, at: clock.now() }).execute()
      }
    })
}

const newer = (file: string, unknown: readonly string[]) =>
  new AppError(
    'database-newer',
    500,
    `The database ${file} was written by a newer version of Hatchery (${unknown.join(', ')}). Start that version, or restore a backup made before it.`,
  )
