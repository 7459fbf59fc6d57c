import type { SqliteDatabase, SqliteStatement } from 'kysely'
import type Libsql from 'libsql'
import { AppError, badRequest, messageOf, unavailable } from '../kernel/app-error.ts'

/**
 * libsql in the shape that Kysely's SQLite dialect expects. It differs from better-sqlite3 in
 * four ways, each seen with libsql 0.5.29 and each mended here:
 * - every number binds as REAL, so `(at - ?) / ?` would not divide as integers and a number in a
 *   TEXT column would read `5.0`: whole numbers are bound as bigint;
 * - a boolean ends the whole process (a Rust panic): it is refused as an ordinary error;
 * - so does a query after the close, which a shutdown may meet: refused too;
 * - text reads back only up to its first U+0000: refused, rather than lost.
 * Blobs come back as ArrayBuffer.
 */
export const kyselyDatabase = (database: Libsql.Database): SqliteDatabase => {
  let closed = false
  const assertOpen = () => {
    if (closed) throw unavailable('shutting-down', 'The server is shutting down: try again soon.')
  }
  const prepared = (text: string): SqliteStatement => {
    assertOpen()
    return kyselyStatement(
      translated(() => database.prepare(text)),
      assertOpen,
    )
  }
  return {
    close() {
      closed = true
      database.close()
    },
    prepare(text) {
      // A transaction takes the write lock at once: one that read first and wrote later could not
      // wait for another process's write (the command line's) and would fail with SQLITE_BUSY.
      if (text === 'begin') return prepared('begin immediate')
      // SQLite has rolled back by itself after some errors, a full disk among them; a second
      // rollback would fail and hide the first error.
      if (text === 'rollback' && !closed && !database.inTransaction) return prepared('select 1')
      return prepared(text)
    },
  }
}

const kyselyStatement = (
  statement: Libsql.Statement<unknown[]>,
  assertOpen: () => void,
): SqliteStatement => {
  const run = <T>(of: (bound: unknown[]) => T, parameters: readonly unknown[]): T => {
    assertOpen()
    return translated(() => of(bindable(parameters)))
  }
  return {
    reader: statement.reader,
    all: parameters => run(bound => statement.all(bound), parameters),
    run: parameters => run(bound => statement.run(bound), parameters),
    iterate: parameters => run(bound => statement.iterate(bound), parameters),
  }
}

const bindable = (parameters: readonly unknown[]): unknown[] =>
  parameters.map(value => {
    if (typeof value === 'boolean') throw new TypeError('SQLite has no booleans: give 0 or 1.')
    if (typeof value === 'string' && value.includes('\0')) {
      throw badRequest(
        'bad-character',
        'The text holds the character U+0000, which cannot be kept. Remove it and try again.',
      )
    }
    return Number.isSafeInteger(value) ? BigInt(value as number) : value
  })

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

/** What went wrong with the machine rather than with the statement, in a sentence. */
const machineFault = (error: unknown): AppError | null => {
  const code = codeOf(error)
  if (code === 'SQLITE_FULL') {
    return new AppError(
      'storage-full',
      507,
      "The server's disk is full, so this was not saved. What was saved before is kept; ask the operator to free some space.",
      { cause: error },
    )
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new AppError(
      'storage-busy',
      503,
      'The database is busy with another program, so this was not saved. Try again in a moment.',
      { cause: error },
    )
  }
  if (/^SQLITE_(IOERR|READONLY|CORRUPT|CANTOPEN|NOTADB)/.test(code)) {
    return new AppError(
      'storage-failed',
      503,
      `The database can't be read or written (${messageOf(error)}), so this was not saved. Ask the operator to look at the server's disk.`,
      { cause: error },
    )
  }
  return null
}

const translated = <T>(run: () => T): T => {
  try {
    return run()
  } catch (error) {
    throw machineFault(error) ?? error
  }
}

/** Whether a statement failed because such a row is there already. */
export const isUniqueViolation = (error: unknown): boolean =>
  /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/.test(codeOf(error))
