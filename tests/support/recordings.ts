import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { Bus } from '../../server/kernel/bus.ts'
import { systemClock } from '../../server/kernel/clock.ts'
import type { Facts } from '../../server/kernel/facts.ts'
import { systemSchedule } from '../../server/kernel/schedule.ts'
import type { Lab } from '../../server/labs/port.ts'
import { openSigner } from '../../server/recordings/keys.ts'
import { createRecordings, type RecordingsDeps } from '../../server/recordings/service.ts'
import {
  createRecordingStore,
  type RecordingTables,
  recordingMigrations,
} from '../../server/recordings/store.ts'
import { createRecordingViews } from '../../server/recordings/views.ts'
import { openDatabase } from '../../server/store/database.ts'

export const aLab = (own: Partial<Lab> = {}): Lab => ({
  id: 'lab0000000000001',
  kind: 'exercise',
  ownerId: 'member-ada',
  login: 'ada',
  title: 'The build page answers 502',
  topology: { hosts: { www01: { role: 'www', grants: [] } } },
  state: 'ready',
  why: null,
  createdAt: 0,
  readyAt: 0,
  expiresAt: null,
  endedAt: null,
  timings: {},
  ...own,
})

/** Recordings in a folder and a database of their own; `restart` is what a new server would see. */
export const recordingsAt = async () => {
  const root = await mkdtemp(join(tmpdir(), 'hatchery-recordings-'))
  const db = await openDatabase(':memory:', recordingMigrations)
  const store = createRecordingStore(db.withTables<RecordingTables>())
  const labs = new Map<string, Lab>()
  const keys = await mkdtemp(join(tmpdir(), 'hatchery-keys-'))
  const signer = openSigner(keys)
  const warnings: string[] = []
  const log = pino({ level: 'warn' }, { write: line => warnings.push(JSON.parse(line).msg) })
  const start = (own: Partial<RecordingsDeps> = {}) => {
    const bus = new Bus<Facts>(error => {
      throw error
    })
    const recordings = createRecordings({
      root,
      store,
      labs: { get: async id => labs.get(id) ?? null },
      bus,
      clock: systemClock,
      schedule: systemSchedule,
      log,
      signer,
      ...own,
    })
    const views = createRecordingViews({
      root,
      clock: systemClock,
      memberOf: async id => ({ id, handle: 'ada', name: 'Ada' }),
      flush: recordings.flush,
    })
    const changed = (id: string, state: Lab['state']) =>
      bus.emit('lab.changed', { labId: id, ownerId: 'member-ada', state, why: null })
    return { bus, recordings, views, changed }
  }
  return {
    root,
    store,
    labs,
    signer,
    warnings,
    start,
    cleanUp: async () => {
      await db.destroy()
      await rm(root, { recursive: true })
      await rm(keys, { recursive: true })
    },
  }
}

export type RecordingsFixture = Awaited<ReturnType<typeof recordingsAt>>
