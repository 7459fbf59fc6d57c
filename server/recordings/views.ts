import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'
import { checkLanes, readJournal, terminalsOf } from './journal.ts'
import { castName, JOURNAL } from './live-recording.ts'
import { type RecordingRow, verificationOf } from './store.ts'
import type { JournalEvent, RecordingSummary, RecordingView } from './view.ts'

export type RecordingMember = RecordingSummary['member']

export type RecordingViewDeps = {
  readonly root: string
  readonly clock: Clock
  readonly memberOf: (id: string) => Promise<RecordingMember | null>
  /** Brings the files of a live recording up to now. */
  readonly flush: (id: string) => Promise<void>
}

export type RecordingViews = ReturnType<typeof createRecordingViews>

/** Recordings as the API shows them, from the store and from their folders. */
export const createRecordingViews = (deps: RecordingViewDeps) => {
  const { root, clock, memberOf, flush } = deps

  const summary = (row: RecordingRow, member: RecordingMember | null): RecordingSummary => ({
    id: row.id,
    title: row.title,
    kind: row.kind,
    member: member ?? { id: row.owner_id, handle: 'gone', name: 'A former member' },
    state: row.state,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    durationMs: Math.max(0, (row.ended_at ?? clock.now()) - row.started_at),
    terminals: row.terminals,
    outcome: row.outcome,
    reviews: row.reviews,
  })

  /** A recording is missing while its folder is: once restored, it is what it was. */
  const withFolder = async (row: RecordingRow): Promise<RecordingRow> =>
    (await exists(join(root, row.id)))
      ? row
      : { ...row, state: 'missing', why: 'Its files are gone from the data folder.' }

  return {
    /** Newest first. */
    async list(rows: readonly RecordingRow[]): Promise<RecordingSummary[]> {
      const members = new Map<string, RecordingMember | null>()
      for (const id of new Set(rows.map(row => row.owner_id))) members.set(id, await memberOf(id))
      const folders = new Set(await namesIn(root))
      return rows.map(row => {
        const state = folders.has(row.id) ? row.state : 'missing'
        return summary({ ...row, state }, members.get(row.owner_id) ?? null)
      })
    },

    async full(given: RecordingRow): Promise<RecordingView> {
      const row = await withFolder(given)
      await flush(row.id)
      const base = summary(row, await memberOf(row.owner_id))
      const events = await journalOf(join(root, row.id))
      const sizes = await castSizes(join(root, row.id))
      return {
        ...base,
        verification: verificationOf(row),
        terminalList: terminalsOf(events, sizes),
        events,
        checks: checkLanes(events, base.durationMs),
      }
    },

    /**
     * The cast of a terminal as it is on disk now, whole lines. Throws 404 when there was no such
     * terminal, and 410 when its file is gone.
     */
    async cast(given: RecordingRow, n: number): Promise<{ path: string; bytes: number }> {
      const row = await withFolder(given)
      await flush(row.id)
      const path = join(root, row.id, castName(n))
      const bytes = await sizeOrNull(path)
      if (bytes !== null) return { path, bytes }
      if (row.state === 'missing' || n <= row.terminals) throw castGone(n)
      throw new AppError('terminal-not-found', 404, `This recording has no terminal ${n}.`)
    },
  }
}

const castGone = (n: number) =>
  new AppError(
    'recording-missing',
    410,
    `The file of terminal ${n} is gone from the data folder; restore it from a backup to see it.`,
  )

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

const orWhenAbsent = async <T>(reading: Promise<T>, otherwise: T): Promise<T> => {
  try {
    return await reading
  } catch (error) {
    if (isAbsent(error)) return otherwise
    throw error
  }
}

const sizeOrNull = async (path: string): Promise<number | null> =>
  (await orWhenAbsent(stat(path), null))?.size ?? null

const exists = async (path: string): Promise<boolean> => (await sizeOrNull(path)) !== null

const namesIn = (folder: string): Promise<string[]> => orWhenAbsent(readdir(folder), [])

const journalOf = (folder: string): Promise<JournalEvent[]> =>
  orWhenAbsent(readJournal(join(folder, JOURNAL)), [])

const castSizes = async (folder: string): Promise<Map<number, number>> => {
  const sizes = new Map<number, number>()
  for (const name of await namesIn(join(folder, 'terminals'))) {
    const n = Number.parseInt(name, 10)
    sizes.set(n, (await sizeOrNull(join(folder, castName(n)))) ?? 0)
  }
  return sizes
}
