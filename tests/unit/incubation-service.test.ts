import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ExecResult } from '../../server/engine/port.ts'
import { createIncubations, type Incubations } from '../../server/incubation/service.ts'
import {
  createIncubationStore,
  type IncubationStore,
  type IncubationTables,
  incubationMigrations,
} from '../../server/incubation/store.ts'
import { createIncubationViews } from '../../server/incubation/views.ts'
import { Bus } from '../../server/kernel/bus.ts'
import { systemClock } from '../../server/kernel/clock.ts'
import type { Facts } from '../../server/kernel/facts.ts'
import { systemRandom } from '../../server/kernel/random.ts'
import { ok, unwrap } from '../../server/kernel/result.ts'
import type { Principal } from '../../server/kernel/roles.ts'
import type { Lab, LabAccess, Labs } from '../../server/labs/port.ts'
import { type Database, openDatabase } from '../../server/store/database.ts'

const ada: Principal = { id: 'm-ada', handle: 'ada', name: 'Ada', role: 'apprentice' }
const noor: Principal = { id: 'm-noor', handle: 'noor', name: 'Noor', role: 'newcomer' }
const mara: Principal = { id: 'm-mara', handle: 'mara', name: 'Mara', role: 'maintainer' }

const REQUEST = {
  memberId: ada.id,
  name: 'bot',
  charter: 'Answers on its page.',
  days: 14,
  probe: { url: 'http://bot/', expect: '', everySeconds: 5 },
}

const page = (up: boolean): ExecResult => ({
  exitCode: up ? 0 : 7,
  stdout: '',
  stderr: `\nanswered: ${up ? '200' : '000'} \ntook: 0.001\n`,
  timedOut: false,
  truncated: false,
  ms: 1,
})

/** One lab, ready at once, whose page is up or not as the test says. */
const oneLab = () => {
  const state = { up: true, lab: null as Lab | null, ended: null as string | null }
  const access = {
    id: 'lab',
    ownerId: ada.id,
    exec: async () => page(state.up),
    containerOf: () => 'c',
    reboot: async () => ok(undefined),
  } satisfies LabAccess
  const labs: Labs = {
    async create(request) {
      const { stage: _stage, ttl: _ttl, ...given } = request
      const times = { createdAt: 0, readyAt: 0, expiresAt: null, endedAt: null }
      state.lab = { id: 'lab', state: 'ready', why: null, timings: {}, ...given, ...times }
      return ok(state.lab)
    },
    get: async () => state.lab,
    list: async () => [],
    access: () => access,
    whenReady: async () => ok(state.lab as Lab),
    extend: async () => ok(state.lab as Lab),
    async end(_id, why) {
      state.ended = why
      return ok(undefined)
    },
  }
  return { state, labs }
}

let db: Database
let store: IncubationStore
let bus: Bus<Facts>
let fake: ReturnType<typeof oneLab>
let incubations: Incubations

const open = () =>
  createIncubations({
    store,
    labs: fake.labs,
    bus,
    clock: systemClock,
    random: systemRandom,
    log: pino({ enabled: false }),
    memberOf: async id => [ada, noor, mara].find(member => member.id === id) ?? null,
  })

const views = () =>
  createIncubationViews({
    store,
    labs: fake.labs,
    clock: systemClock,
    memberOf: async () => ada,
    viewLab: async lab => ({ id: lab.id }) as never,
  })

const nextFact = (what: string) =>
  new Promise<void>(resolve => {
    const listener = bus.on('incubation.changed', fact => {
      if (fact.what !== what) return
      listener.dispose()
      resolve()
    })
  })

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
  db = await openDatabase(':memory:', incubationMigrations)
  store = createIncubationStore(db.withTables<IncubationTables>())
  bus = new Bus<Facts>(error => {
    throw error
  })
  fake = oneLab()
  incubations = open()
})

afterEach(async () => {
  incubations.dispose()
  vi.useRealTimers()
  await db.destroy()
})

const beat = async (what: string) => {
  const seen = nextFact(what)
  await vi.advanceTimersByTimeAsync(5_000)
  await seen
}

describe('an incubation', () => {
  it('turns red when its page goes away and green again, and keeps both', async () => {
    const first = nextFact('probed')
    const row = unwrap(await incubations.start(mara, REQUEST))
    await first
    fake.state.up = false
    await beat('flipped')
    fake.state.up = true
    await beat('flipped')
    const stored = await store.get(row.id)
    const view = stored && (await views().full(stored))
    expect(view).toMatchObject({ state: 'running', last: { up: true }, uptime: 2 / 3 })
    expect(view?.flips.map(flip => flip.up)).toEqual([true, false, true])
    expect(view?.strip[0]).toMatchObject({ state: 'mixed', up: 2, down: 1 })
  })

  it('goes on probing after a restart of the server, with the strip kept', async () => {
    const first = nextFact('probed')
    const row = unwrap(await incubations.start(mara, REQUEST))
    await first
    incubations.dispose()
    incubations = open()
    const next = nextFact('probed')
    await incubations.resume()
    await next
    expect((await views().summary(row)).strip[0]).toMatchObject({ up: 2, down: 0 })
  })

  it('gives its member the administrator’s sub-role on a host of its name', async () => {
    await incubations.start(mara, REQUEST)
    expect(fake.state.lab?.topology).toEqual({
      hosts: { bot: { role: 'www', grants: ['host-admin'] } },
    })
    expect(fake.state.lab?.expiresAt).toBeNull()
  })

  it('is closed once, with its host ended and nothing added after', async () => {
    const row = unwrap(await incubations.start(mara, REQUEST))
    const closing = { verdict: 'graduated', reason: 'Steady.', days: 0 } as const
    expect(await incubations.close(mara, row.id, closing)).toMatchObject({ ok: true })
    expect(fake.state.ended).toBe('The incubation was closed: graduated.')
    expect(await incubations.close(mara, row.id, closing)).toMatchObject({
      error: { code: 'incubation-closed' },
    })
    expect(await incubations.note(mara, row.id, 'late')).toMatchObject({ ok: false })
    const closed = await store.get(row.id)
    expect(closed && (await views().full(closed))?.verdict).toMatchObject({ by: 'mara' })
  })

  it('lives on when it is extended, with the reason among the observations', async () => {
    const row = unwrap(await incubations.start(mara, REQUEST))
    await incubations.close(mara, row.id, { verdict: 'extended', reason: 'One more', days: 7 })
    expect((await store.get(row.id))?.ends_at).toBe(row.ends_at + 7 * 86_400_000)
    expect(await store.observations(row.id)).toMatchObject([
      { body: 'Extended by 7 days: One more', author: 'mara' },
    ])
    expect(fake.state.ended).toBeNull()
  })

  it.each([
    ['for oneself', { memberId: mara.id }, 'own-incubation'],
    ['for a newcomer', { memberId: noor.id }, 'not-an-apprentice'],
    ['for nobody', { memberId: 'x' }, 'member-not-found'],
    ['probing elsewhere', { probe: { ...REQUEST.probe, url: 'http://db/' } }, 'probe-elsewhere'],
  ])('is refused %s', async (_case, change, code) => {
    expect(await incubations.start(mara, { ...REQUEST, ...change })).toMatchObject({
      error: { code },
    })
  })

  it('leaves no host behind when it can’t be stored', async () => {
    const broken = { ...store, insert: () => Promise.reject(new Error('disk full')) }
    incubations.dispose()
    store = broken
    incubations = open()
    await expect(incubations.start(mara, REQUEST)).rejects.toThrow('disk full')
    expect(fake.state.ended).toBe('The incubation could not be stored.')
  })

  it('ends the host of a closed one that a failed end left behind', async () => {
    const row = unwrap(await incubations.start(mara, REQUEST))
    await store.close(row.id, 'declined', 'Too shaky.', 'mara', 1)
    await incubations.resume()
    expect(fake.state.ended).toBe('The incubation was closed: declined.')
  })

  it.each(['outside', 'localhost'])('is refused under the name %s', async name => {
    const probe = { ...REQUEST.probe, url: `http://${name}/` }
    expect(await incubations.start(mara, { ...REQUEST, name, probe })).toMatchObject({
      error: { code: 'name-reserved' },
    })
  })

  it('is refused twice under one name for one member', async () => {
    await incubations.start(mara, REQUEST)
    expect(await incubations.start(mara, REQUEST)).toMatchObject({ error: { code: 'name-taken' } })
  })
})
