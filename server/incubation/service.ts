import type { Logger } from 'pino'
import { badRequest, conflict, notFound } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Disposable } from '../kernel/disposable.ts'
import type { FactBus, Facts } from '../kernel/facts.ts'
import { newId } from '../kernel/ids.ts'
import type { Random } from '../kernel/random.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import { atLeast, type Principal } from '../kernel/roles.ts'
import { type Lab, type Labs, OUTSIDE } from '../labs/port.ts'
import { isUniqueViolation } from '../store/libsql-driver.ts'
import type { ProbeResult } from './http-probe.ts'
import { createProber } from './prober.ts'
import type { IncubationRow, IncubationStore } from './store.ts'
import type { IncubationVerdict } from './view.ts'

const DAY = 86_400_000

/** The role an incubated host is built for, and the sub-role its administrator gets. */
const HOST_ROLE = 'www'
const HOST_GRANT = 'host-admin'

export type IncubationRequest = {
  readonly memberId: string
  /** The service's name, and its host's: `^[a-z][a-z0-9-]{1,30}$`. */
  readonly name: string
  /** Markdown: what the service is for and what is expected of its administrator. */
  readonly charter: string
  readonly days: number
  readonly probe: { readonly url: string; readonly expect: string; readonly everySeconds: number }
}

export type Closing = {
  readonly verdict: IncubationVerdict
  readonly reason: string
  /** For `extended`: how many days more. */
  readonly days: number
}

export type IncubationDeps = {
  readonly store: IncubationStore
  readonly labs: Labs
  readonly bus: FactBus
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  readonly memberOf: (id: string) => Promise<Principal | null>
}

export type Incubations = Disposable & {
  start(by: Principal, request: IncubationRequest): Promise<Result<IncubationRow>>
  get(id: string): Promise<IncubationRow | null>
  note(by: Principal, id: string, body: string): Promise<Result<void>>
  close(by: Principal, id: string, closing: Closing): Promise<Result<void>>
  /** After a restart: goes on probing what is still there. */
  resume(): Promise<void>
}

const probesOwnHost = (request: IncubationRequest): boolean =>
  URL.canParse(request.probe.url) && new URL(request.probe.url).hostname === request.name

/** Names that mean something else on a lab's network. */
const TAKEN = [OUTSIDE, 'localhost', 'lab']

const nameTaken = (handle: string, name: string) =>
  conflict('name-taken', `${handle} already runs a service named ${name}.`)

const closedAlready = (row: IncubationRow) =>
  conflict('incubation-closed', `${row.name} was closed; nothing can be added to it.`)

export const createIncubations = (deps: IncubationDeps): Incubations => {
  const { store, labs, bus, clock } = deps

  const tell = (
    row: Pick<IncubationRow, 'id' | 'member_id' | 'name'>,
    what: Facts['incubation.changed']['what'],
    detail: string,
  ) =>
    bus.emit('incubation.changed', {
      incubationId: row.id,
      ownerId: row.member_id,
      name: row.name,
      what,
      detail,
    })

  const record = async (id: string, at: number, result: ProbeResult): Promise<void> => {
    const row = await store.get(id)
    if (row === null) return
    const first = row.last_at === null
    const up = result.up ? 1 : 0
    const probe = { incubation_id: id, at, up, ms: result.ms, seen: result.seen } as const
    const flipped = await store.addProbe(row, probe)
    tell(row, flipped && !first ? 'flipped' : 'probed', result.seen)
  }

  const prober = createProber({
    clock,
    onResult: record,
    onError: (id, error) => deps.log.warn({ err: error, incubation: id }, 'a probe could not run'),
  })

  const watch = (row: IncubationRow): void =>
    prober.watch({
      id: row.id,
      spec: { url: row.probe_url, expect: row.probe_expect, everyMs: row.probe_every_ms },
      access: () => labs.access(row.lab_id),
    })

  const watchWhenReady = async (row: IncubationRow): Promise<void> => {
    const ready = await labs.whenReady(row.lab_id)
    if (ready.ok) watch(row)
    tell(row, 'started', ready.ok ? `${row.name} is up` : ready.error.detail)
  }

  const unlessClosed = (row: IncubationRow | null): Result<IncubationRow> => {
    if (row === null) return err(notFound('incubation'))
    if (row.closed_at === null) return ok(row)
    return err(closedAlready(row))
  }

  const endedHere = bus.on('lab.changed', fact => {
    if (fact.state !== 'ended') return
    const note = async () => {
      const row = (await store.list({ open: true })).find(open => open.lab_id === fact.labId)
      if (row === undefined) return
      prober.unwatch(row.id)
      tell(row, 'noted', fact.why ?? 'its host ended')
    }
    note().catch(error => deps.log.error({ err: error }, 'an incubation’s end was not noted'))
  })

  const insert = async (lab: Lab, request: IncubationRequest): Promise<IncubationRow> => {
    const now = clock.now()
    const row: IncubationRow = {
      id: newId(deps.random),
      member_id: request.memberId,
      name: request.name,
      charter: request.charter,
      lab_id: lab.id,
      probe_url: request.probe.url,
      probe_expect: request.probe.expect,
      probe_every_ms: request.probe.everySeconds * 1000,
      starts_at: now,
      ends_at: now + request.days * DAY,
      last_at: null,
      last_up: null,
      last_ms: null,
      last_seen: null,
      verdict: null,
      verdict_reason: null,
      verdict_by: null,
      closed_at: null,
    }
    await store.insert(row)
    return row
  }

  const note = async (by: Principal, id: string, body: string): Promise<Result<void>> => {
    const row = unlessClosed(await store.get(id))
    if (!row.ok) return row
    await store.addObservation({
      id: newId(deps.random),
      incubation_id: id,
      author: by.handle,
      body,
      at: clock.now(),
    })
    tell(row.value, 'noted', `an observation by ${by.handle}`)
    return ok(undefined)
  }

  return {
    async start(by, request) {
      const member = await deps.memberOf(request.memberId)
      if (member === null) return err(notFound('member'))
      if (member.id === by.id) {
        return err(badRequest('own-incubation', 'Somebody else must open your incubation for you.'))
      }
      if (!atLeast(member.role, 'apprentice')) {
        const detail = `${member.handle} is a newcomer: make them an apprentice first.`
        return err(conflict('not-an-apprentice', detail))
      }
      if (!probesOwnHost(request)) {
        const detail = `The probe must ask the service's own host: http://${request.name}/…`
        return err(badRequest('probe-elsewhere', detail))
      }
      if (TAKEN.includes(request.name)) {
        return err(badRequest('name-reserved', `${request.name} means something else in a lab.`))
      }
      const open = await store.list({ memberId: member.id, open: true })
      if (open.some(row => row.name === request.name)) {
        return err(nameTaken(member.handle, request.name))
      }
      const lab = await labs.create({
        kind: 'incubation',
        ownerId: member.id,
        login: member.handle,
        title: `Incubation: ${request.name}`,
        topology: { hosts: { [request.name]: { role: HOST_ROLE, grants: [HOST_GRANT] } } },
        ttl: null,
      })
      if (!lab.ok) return lab
      let row: IncubationRow
      try {
        row = await insert(lab.value, request)
      } catch (error) {
        await labs.end(lab.value.id, 'The incubation could not be stored.')
        if (isUniqueViolation(error)) return err(nameTaken(member.handle, request.name))
        throw error
      }
      tell(row, 'started', `${by.handle} opened it for ${member.handle}`)
      void watchWhenReady(row)
      return ok(row)
    },

    get: id => store.get(id),

    note,

    async close(by, id, { verdict, reason, days }) {
      const row = unlessClosed(await store.get(id))
      if (!row.ok) return row
      if (verdict === 'extended') {
        await store.prolong(id, Math.max(row.value.ends_at, clock.now()) + days * DAY)
        return note(by, id, `Extended by ${days} days: ${reason}`)
      }
      const first = await store.close(id, verdict, reason, by.handle, clock.now())
      if (!first) return err(closedAlready(row.value))
      prober.unwatch(id)
      tell(row.value, 'closed', `${verdict}: ${reason}`)
      return labs.end(row.value.lab_id, `The incubation was closed: ${verdict}.`)
    },

    async resume() {
      for (const row of await store.list({})) {
        const lab = await labs.get(row.lab_id)
        if (row.closed_at === null && lab?.state === 'ready') watch(row)
        if (row.closed_at !== null && lab !== null && lab.state !== 'ended') {
          await labs.end(lab.id, `The incubation was closed: ${row.verdict}.`)
        }
      }
    },

    dispose() {
      endedHere.dispose()
      prober.dispose()
    },
  }
}
