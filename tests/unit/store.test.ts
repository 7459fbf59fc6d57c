import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Migration, sql } from 'kysely'
import Libsql from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../server/kernel/app-error.ts'
import { type Database, openDatabase } from '../../server/store/database.ts'
import { isUniqueViolation, kyselyDatabase } from '../../server/store/libsql-driver.ts'

type Tables = { things: { id: string; n: number | null; label: string } }

const things: Record<string, Migration> = {
  '2026-01-things-1': {
    up: db =>
      db.schema
        .createTable('things')
        .addColumn('id', 'text', c => c.primaryKey())
        .addColumn('n', 'integer')
        .addColumn('label', 'text', c => c.notNull())
        .execute(),
  },
}

let folder: string
let opened: Database[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hatchery-store-'))
  opened = []
})

afterEach(async () => {
  await Promise.all(opened.map(db => db.destroy()))
  rmSync(folder, { recursive: true })
})

const file = () => join(folder, 'hatchery.db')

const open = async (migrations = things) => {
  const db = await openDatabase(file(), migrations)
  opened.push(db)
  return db.withTables<Tables>()
}

const refusal = async (run: Promise<unknown>): Promise<AppError> => {
  const error = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof AppError) return error
  throw new Error(`expected an AppError, saw ${String(error)}`)
}

describe('the database', () => {
  it('refuses a query after its close, also one begun before', () => {
    const driver = kyselyDatabase(new Libsql(':memory:'))
    const begun = driver.prepare('select 1')
    driver.close()
    expect(() => begun.all([])).toThrow(/shutting down/)
    expect(() => driver.prepare('commit')).toThrow(/shutting down/)
  })

  it('keeps what was written for the next start', async () => {
    const first = await open()
    await first.insertInto('things').values({ id: 'a', n: 1, label: 'x' }).execute()
    await first.destroy()
    const second = await open()
    expect(await second.selectFrom('things').selectAll().execute()).toEqual([
      { id: 'a', n: 1, label: 'x' },
    ])
  })

  it('writes ahead and holds to foreign keys', async () => {
    const db = await open()
    const { rows: mode } = await sql`PRAGMA journal_mode`.execute(db)
    const { rows: keys } = await sql`PRAGMA foreign_keys`.execute(db)
    expect([mode, keys]).toEqual([[{ journal_mode: 'wal' }], [{ foreign_keys: 1 }]])
  })

  it('runs migrations once, in the order of their names', async () => {
    const order: string[] = []
    const step = (name: string): Migration => ({
      up: async () => {
        order.push(name)
      },
    })
    const both = { '2026-02-b-1': step('b'), '2026-01-a-1': step('a') }
    await open(both)
    await open({ ...both, '2026-01-late-1': step('late') })
    expect(order).toEqual(['a', 'b', 'late'])
  })

  it('leaves nothing of a failed upgrade behind', async () => {
    const broken = {
      ...things,
      '2026-02-broken-1': { up: () => Promise.reject(new Error('no such column')) },
    }
    await expect(open(broken)).rejects.toThrow('no such column')
    const db = await open()
    expect(await db.selectFrom('things').selectAll().execute()).toEqual([])
  })

  it('says so when a newer version wrote the file', async () => {
    await open({ ...things, '2027-01-future-1': { up: async () => undefined } })
    const error = await refusal(open())
    expect(error.code).toBe('database-newer')
    expect(error.detail).toContain('2027-01-future-1')
  })

  it('says so when the file is no database', async () => {
    writeFileSync(file(), 'a letter to my aunt, not a database. '.repeat(50))
    expect(await refusal(open())).toMatchObject({ code: 'database-unusable', status: 500 })
  })

  it('says so when the folder is missing', async () => {
    const run = openDatabase(join(folder, 'gone', 'hatchery.db'), things)
    expect((await refusal(run)).detail).toContain(join(folder, 'gone'))
  })

  it('says so when the disk is full, and keeps what was there', async () => {
    const db = await open()
    await db.insertInto('things').values({ id: 'kept', n: 1, label: 'x' }).execute()
    await sql`PRAGMA max_page_count = 8`.execute(db)
    const filling = db.transaction().execute(async trx => {
      for (let n = 0; n < 100; n++) {
        await trx
          .insertInto('things')
          .values({ id: `${n}`, n, label: 'x'.repeat(2000) })
          .execute()
      }
    })
    expect(await refusal(filling)).toMatchObject({ code: 'storage-full', status: 507 })
    expect(await db.selectFrom('things').select('id').execute()).toEqual([{ id: 'kept' }])
  })
})

describe('values', () => {
  it('binds whole numbers as integers, in expressions and in text', async () => {
    const db = await open()
    const { rows } = await sql`select 7 / ${2} as half, ${5} || '' as text`.execute(db)
    expect(rows).toEqual([{ half: 3, text: '5' }])
  })

  it('keeps fractions and large times as they are', async () => {
    const db = await open()
    const { rows } = await sql`select ${1.5} as f, ${1_800_000_000_123} as t`.execute(db)
    expect(rows).toEqual([{ f: 1.5, t: 1_800_000_000_123 }])
  })

  it('refuses a boolean instead of ending the process', async () => {
    const db = await open()
    await expect(sql`select ${true}`.execute(db)).rejects.toThrow(TypeError)
  })

  it('refuses a text that it could not give back whole', async () => {
    const db = await open()
    expect(await refusal(sql`select ${'a\0b'}`.execute(db))).toMatchObject({ status: 400 })
  })

  it('tells a row that is there already from other faults', async () => {
    const db = await open()
    const insert = () => db.insertInto('things').values({ id: 'a', n: 1, label: 'x' }).execute()
    await insert()
    expect(isUniqueViolation(await insert().catch((error: unknown) => error))).toBe(true)
    expect(isUniqueViolation(new Error('other'))).toBe(false)
  })
})
