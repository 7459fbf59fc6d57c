import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Bus } from '../../server/kernel/bus.ts'
import { systemClock } from '../../server/kernel/clock.ts'
import type { Facts } from '../../server/kernel/facts.ts'
import { systemRandom } from '../../server/kernel/random.ts'
import { systemSchedule } from '../../server/kernel/schedule.ts'
import type { LabAccess } from '../../server/labs/port.ts'
import { openSigner } from '../../server/recordings/keys.ts'
import { createRecordings } from '../../server/recordings/service.ts'
import {
  createRecordingStore,
  type RecordingTables,
  recordingMigrations,
} from '../../server/recordings/store.ts'
import { type Database, openDatabase } from '../../server/store/database.ts'
import { createTerminals } from '../../server/terminals/service.ts'
import { dtachShell, ptySpec } from '../../server/terminals/shell.ts'
import {
  createTerminalStore,
  type TerminalTables,
  terminalMigrations,
} from '../../server/terminals/store.ts'
import { FakePage } from '../support/fake-terminal.ts'
import { type RealEngine, readyLab, realEngine, realLabs } from '../support/real-engine.ts'

let real: RealEngine
let lab: LabAccess
let labs: Awaited<ReturnType<typeof realLabs>>['labs']
let db: Database
let root: string

beforeAll(async () => {
  real = await realEngine()
  labs = (await realLabs(real)).labs
  await labs.start()
  lab = await readyLab(labs)
  root = await mkdtemp(join(tmpdir(), 'hatchery-terminals-'))
  db = await openDatabase(':memory:', { ...terminalMigrations, ...recordingMigrations })
}, 600_000)
afterAll(async () => {
  await real?.close()
  await rm(root, { recursive: true })
})

/** A server's terminals and recordings; started again, they find what the last ones left. */
const startServer = async () => {
  const bus = new Bus<Facts>(error => {
    throw error
  })
  const deps = { labs, bus, clock: systemClock, schedule: systemSchedule, log: real.log }
  const store = createRecordingStore(db.withTables<RecordingTables>())
  const recordings = createRecordings({ ...deps, root, store, signer: openSigner(root) })
  const terminals = createTerminals({
    ...deps,
    engine: real.engine,
    store: createTerminalStore(db.withTables<TerminalTables>()),
    recorder: recordings.recorder,
    screens: async () => {
      throw new Error('no screens here')
    },
    random: systemRandom,
  })
  bus.emit('lab.changed', { labId: lab.id, ownerId: lab.ownerId, state: 'ready', why: null })
  await recordings.start()
  await terminals.start()
  return {
    terminals,
    recordings,
    /** As a killed server does, but for what it had not written. */
    stop: async () => {
      terminals.dispose()
      await recordings.close()
    },
  }
}

const openPage = async (server: Awaited<ReturnType<typeof startServer>>) => {
  const row = await server.terminals.open(lab.id, 'www01', 80, 24)
  return { row, page: joinPage(server, row.id) }
}

const joinPage = (server: Awaited<ReturnType<typeof startServer>>, id: string, since = 0) => {
  const hub = server.terminals.hub(id)
  if (hub === null) throw new Error('the terminal has no hub')
  const page = new FakePage(hub, { client: 'the-one-page' })
  page.connect(since)
  return page
}

const textOf = (page: FakePage) => Buffer.from(page.shown).toString()

const shows = (page: FakePage, text: string | RegExp) =>
  vi.waitFor(() => expect(textOf(page)).toMatch(text), { timeout: 15_000, interval: 20 })

let keys = 0
const type = (page: FakePage, text: string) => {
  keys += 1
  page.type(keys, text)
}

const inHost = async (...command: string[]) => (await lab.exec('www01', { command })).stdout.trim()

describe('a terminal on a real host', () => {
  test('is the member’s own login shell, at the size of their window', async () => {
    const server = await startServer()
    const { page } = await openPage(server)
    await shows(page, /\$ $/)
    type(page, 'echo "<$(id -un):$HOME:$PWD:$TERM:$LANG:$(stty size)>"\r')
    await shows(page, '<ada:/home/ada:/home/ada:xterm-256color:C.UTF-8:24 80>')
    page.send({ type: 'resize', cols: 132, rows: 43 })
    await vi.waitFor(async () => {
      type(page, 'stty size\r')
      await vi.waitFor(() => expect(textOf(page)).toContain('43 132'), { timeout: 500 })
    }, 10_000)
    await server.stop()
  })

  test('ends when its shell does, and says why', async () => {
    const server = await startServer()
    const { page, row } = await openPage(server)
    await shows(page, /\$ $/)
    type(page, 'exit\r')
    await vi.waitFor(
      () => expect(page.closed).toEqual({ code: 1000, reason: 'The shell ended.' }),
      {
        timeout: 15_000,
      },
    )
    expect(textOf(page)).toContain('exit')
    expect((await server.terminals.get(row.id))?.ended_why).toBe('The shell ended.')
    await server.stop()
  })

  test('is closed together with its shell', async () => {
    const server = await startServer()
    const { page, row } = await openPage(server)
    await shows(page, /\$ $/)
    const socket = `/run/hatchery/ada/${row.n}.sock`
    expect(await inHost('/usr/bin/pgrep', '-f', `dtach.*${socket} `)).not.toBe('')
    await server.terminals.close(row.id, 'You closed it.')
    await vi.waitFor(
      async () => expect(await inHost('/usr/bin/pgrep', '-f', `dtach.*${socket} `)).toBe(''),
      { timeout: 10_000, interval: 200 },
    )
    await server.stop()
  })
})

describe('the same shell is found again', () => {
  test('after its stream was lost', async () => {
    const server = await startServer()
    const { page, row } = await openPage(server)
    await shows(page, /\$ $/)
    type(page, 'kept=forty-two\r')
    await shows(page, /two\r\n.*\$ $/s)
    const socket = `/run/hatchery/ada/${row.n}.sock`
    // The oldest of the two is the one that joins; the other holds the shell.
    await inHost('/usr/bin/pkill', '-KILL', '-o', '-f', `^/usr/bin/dtach.*${socket} `)
    await vi.waitFor(async () => {
      await server.recordings.flush(lab.id)
      const cast = await readFile(join(root, lab.id, 'terminals', `${row.n}.cast`), 'utf8')
      expect(cast).toContain('"m","stream restored"')
    }, 15_000)
    type(page, 'echo "<$kept>"\r')
    await shows(page, '<forty-two>')
    expect(page.faults).toEqual([])
    await server.stop()
  })

  test('after a restart of the server, and its recording goes on', async () => {
    const first = await startServer()
    const { page, row } = await openPage(first)
    await shows(page, /\$ $/)
    type(page, 'kept=from-before\r')
    await shows(page, /before\r\n.*\$ $/s)
    await first.stop()

    const second = await startServer()
    const again = joinPage(second, row.id, page.offset)
    type(again, 'echo "<$kept>"\r')
    await shows(again, '<from-before>')
    expect(again.faults).toEqual([])
    expect(again.of('snapshot')).toEqual([])
    await second.stop()
    const cast = await readFile(join(root, lab.id, 'terminals', `${row.n}.cast`), 'utf8')
    expect(cast).toMatch(/kept=from-before.*"m","server restarted".*<from-before>/s)
  })
})

test('what a killed server had joined is ended, since it would take output from the next', async () => {
  const first = await startServer()
  const { page, row } = await openPage(first)
  await shows(page, /\$ $/)
  await first.stop()
  const command = dtachShell.rejoin('ada', row.n)
  const spec = ptySpec(command, { login: 'ada', cols: 80, rows: 24 })
  const stale = await real.engine.openPty(lab.containerOf('www01'), spec)
  const ended = new Promise(resolve => stale.onEnd(resolve))
  stale.onData(() => {})

  const second = await startServer()
  await ended
  const again = joinPage(second, row.id, page.offset)
  type(again, 'echo "<$((6 * 7))>"\r')
  await shows(again, '<42>')
  await second.stop()
})

test('a flood of output arrives whole, while an observer sees nothing of it', async () => {
  const server = await startServer()
  const { page, row } = await openPage(server)
  await shows(page, /\$ $/)
  const hub = server.terminals.hub(row.id)
  const stalled = hub === null ? null : new FakePage(hub, { mode: 'observe', reads: false })
  stalled?.connect()
  type(page, "printf 'BEG''IN\\n'; seq 1 200000; printf 'EN''D\\n'\r")
  await vi.waitFor(() => expect(textOf(page).slice(-200)).toContain('END\r\n'), {
    timeout: 60_000,
    interval: 200,
  })
  const text = textOf(page)
  const lines = text.slice(text.indexOf('BEGIN\r\n') + 7, text.lastIndexOf('END\r\n')).split('\r\n')
  expect(lines).toHaveLength(200_001)
  expect(lines.findIndex((line, i) => i < 200_000 && line !== String(i + 1))).toBe(-1)
  expect(stalled?.mostBuffered).toBeLessThan(512 * 1024)
  await server.stop()
})
