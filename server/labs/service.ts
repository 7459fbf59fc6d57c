import type { Kysely } from 'kysely'
import type { Engine } from '../engine/port.ts'
import { type AppError, conflict, notFound, unavailable } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'
import type { FactBus } from '../kernel/facts.ts'
import { newId } from '../kernel/ids.ts'
import type { Random } from '../kernel/random.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import { type Schedule, systemSchedule } from '../kernel/schedule.ts'
import type { LabImages } from './build.ts'
import { createLifecycle, type LabsLog } from './lifecycle.ts'
import { type LiveLab, newLiveLab, toLab } from './live-lab.ts'
import type { Lab, LabRequest, Labs } from './port.ts'
import { createReaper } from './reaper.ts'
import { isRising, MAX_EXTENSIONS, mayExtend, newLife } from './reducer.ts'
import { createLabStore, type LabRecord } from './store.ts'
import type { Block } from './subnets.ts'

export type LabsDeps = {
  engine: Engine
  db: Kysely<Record<never, never>>
  bus: FactBus
  clock: Clock
  random: Random
  log: LabsLog
  images: LabImages
  /** The id of the data folder. */
  instance: string
  config: { subnets: Block; maxLabs: number }
  schedule?: Schedule
}

/** What the server itself needs of labs, beyond what features do. */
export type LabsService = Labs & {
  /** Adopts or removes what the last server left; resolves when that was tried. */
  start(): Promise<void>
  /**
   * Resolves when that succeeded, which may be long after `start` where the engine was down: until
   * then nobody knows whether a lab of the last server lives. Never, once the server shuts down.
   */
  readonly adopted: Promise<void>
  /** Compares with the engine now, as it does every minute by itself. */
  sweep(): Promise<void>
  /** Refuses new labs, ends those half made; ready ones stay for the next server to adopt. */
  drain(): Promise<void>
  /** From 1; null when it does not wait for its turn. */
  queuePosition(id: string): number | null
}

const SHUTTING_DOWN = 'The server was shut down while this lab was being made.'

export const createLabs = (deps: LabsDeps): LabsService => {
  const { engine, clock, random, log, instance, config } = deps
  const schedule = deps.schedule ?? systemSchedule
  const store = createLabStore(deps.db)
  const lifecycle = createLifecycle({
    engine,
    store,
    bus: deps.bus,
    clock,
    schedule,
    random,
    log,
    images: deps.images,
    instance,
    subnets: config.subnets,
  })
  const reaper = createReaper({
    engine,
    store,
    lifecycle,
    bus: deps.bus,
    clock,
    schedule,
    log,
    instance,
  })
  const { live } = lifecycle
  let draining = false

  const refusal = (): AppError | null => {
    if (draining)
      return unavailable('shutting-down', 'The server is shutting down: try again soon.')
    if (live.size < config.maxLabs) return null
    return unavailable(
      'lab-limit',
      `All ${config.maxLabs} labs of this machine are in use: end one of yours, or try again when another has ended.`,
    )
  }

  const create = async (request: LabRequest): Promise<Result<Lab>> => {
    const refused = refusal()
    if (refused !== null) return err(refused)
    const at = clock.now()
    const record: LabRecord = {
      id: newId(random),
      kind: request.kind,
      ownerId: request.ownerId,
      login: request.login,
      title: request.title,
      topology: request.topology,
      createdAt: at,
      life: newLife(at, request.ttl),
    }
    const lab = newLiveLab(record, request.stage)
    live.set(record.id, lab)
    try {
      await store.insert(record)
    } catch (error) {
      live.delete(record.id)
      throw error
    }
    const { id, ownerId } = record
    deps.bus.emit('lab.changed', { labId: id, ownerId, state: 'queued', why: null })
    lifecycle.enqueue(lab)
    return ok(toLab(record))
  }

  const recordOf = async (id: string): Promise<LabRecord | null> =>
    live.get(id)?.record ?? (await store.find(id))

  const whenReady = (id: string): Promise<Result<Lab>> => {
    const lab = live.get(id)
    if (lab !== undefined && isRising(lab.record.life)) {
      return new Promise(resolve => lab.waiters.push(resolve))
    }
    return recordOf(id).then(record => {
      if (record === null) return err(notFound('lab'))
      if (record.life.state === 'ready') return ok(toLab(record))
      return err(conflict('lab-ended', record.life.why ?? 'The lab has ended.'))
    })
  }

  const extend = async (id: string): Promise<Result<Lab>> => {
    const lab = live.get(id)
    if (lab === undefined) return err(notFound('lab'))
    if (!mayExtend(lab.record.life)) return err(notExtendable(lab))
    await lifecycle.apply(lab, { type: 'extended', at: clock.now() })
    const { ownerId, life } = lab.record
    if (life.expiresAt !== null) {
      deps.bus.emit('lab.extended', { labId: id, ownerId, expiresAt: life.expiresAt })
    }
    return ok(toLab(lab.record))
  }

  const end = async (id: string, why: string): Promise<Result<void>> => {
    const lab = live.get(id)
    if (lab === undefined) {
      const record = await store.find(id)
      if (record === null) return err(notFound('lab'))
      return record.life.state === 'ended' ? ok(undefined) : err(notAdopted())
    }
    void lifecycle.apply(lab, { type: 'end', at: clock.now(), why })
    return lifecycle.clear(lab)
  }

  return {
    create,
    whenReady,
    extend,
    end,
    get: async id => {
      const record = await recordOf(id)
      return record === null ? null : toLab(record)
    },
    list: async filter => {
      const records = await store.list(filter)
      return records.map(record => toLab(live.get(record.id)?.record ?? record))
    },
    access: id => {
      const lab = live.get(id)
      return lab?.record.life.state === 'ready' ? lifecycle.accessOf(lab) : null
    },
    start: reaper.start,
    adopted: reaper.adopted,
    sweep: reaper.sweep,
    drain: async () => {
      draining = true
      await reaper.stop()
      const rising = [...live.values()].filter(lab => isRising(lab.record.life))
      await Promise.all(rising.map(lab => end(lab.record.id, SHUTTING_DOWN)))
      for (const lab of live.values()) lab.timer?.dispose()
      await Promise.all([...live.values()].map(lab => lab.tail))
    },
    queuePosition: lifecycle.positionOf,
  }
}

/** The last server left it, and the engine has not answered this one yet. */
const notAdopted = (): AppError =>
  unavailable('engine-down', 'The container engine does not answer, so this lab must wait.')

const notExtendable = (lab: LiveLab): AppError => {
  const { life } = lab.record
  if (life.state !== 'ready') {
    return conflict('lab-not-ready', 'Only a lab that is ready can be given more time.')
  }
  if (life.expiresAt === null) {
    return conflict('lab-without-limit', 'This lab has no time limit, so it needs no more time.')
  }
  return conflict(
    'lab-extended-enough',
    `This lab has been given more time ${MAX_EXTENSIONS} times already. Finish, or start again.`,
  )
}
