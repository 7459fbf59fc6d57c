import type { Engine } from '../engine/port.ts'
import { AppError, messageOf, notFound } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'
import type { FactBus } from '../kernel/facts.ts'
import type { Random } from '../kernel/random.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import type { Schedule } from '../kernel/schedule.ts'
import { buildLab, type LabImages } from './build.ts'
import { type LiveLab, toLab } from './live-lab.ts'
import type { LabNames } from './plan.ts'
import { type LabAccess, OUTSIDE } from './port.ts'
import { prepareHost } from './prepare.ts'
import { type Effect, isRising, type LabEvent, reduce } from './reducer.ts'
import { removeContainersOf, removeLab } from './remove.ts'
import { StartQueue } from './start-queue.ts'
import type { LabRecord, LabStore } from './store.ts'
import { type Block, freeSubnet } from './subnets.ts'

export type LabsLog = {
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
}

export type LifecycleDeps = {
  readonly engine: Engine
  readonly store: LabStore
  readonly bus: FactBus
  readonly clock: Clock
  readonly schedule: Schedule
  readonly random: Random
  readonly log: LabsLog
  readonly images: LabImages
  readonly instance: string
  readonly subnets: Block
}

/** On two cores, a third start at the same time makes each of them slower. */
const STARTS_AT_ONCE = 2

/** setTimeout's longest: a later end is looked at again then. */
const LONGEST_TIMER = 2 ** 31 - 1

/**
 * Carries out what the reducer decides: builds, clears, sets timers, keeps the record and tells
 * the bus. Holds every lab that has not ended.
 */
export const createLifecycle = (deps: LifecycleDeps) => {
  const { engine, store, bus, clock, log } = deps
  const live = new Map<string, LiveLab>()
  const queue = new StartQueue(STARTS_AT_ONCE)

  const namesOf = (lab: LiveLab): LabNames => ({ instance: deps.instance, labId: lab.record.id })

  /** Resolves when the step, and those before it, are written down and told. */
  const apply = (lab: LiveLab, event: LabEvent): Promise<void> => {
    const before = lab.record.life
    const { life, effects } = reduce(before, event)
    if (life === before) return lab.tail
    lab.record = { ...lab.record, life }
    for (const effect of effects) perform(lab, effect)
    const { record } = lab
    const isNewState = life.state !== before.state
    lab.tail = lab.tail.then(() => publish(lab, record, isNewState))
    return lab.tail
  }

  const perform = (lab: LiveLab, effect: Effect): void => {
    if (effect === 'set-timer') setTimer(lab)
    if (effect === 'build') lab.building = build(lab)
    if (effect === 'clear') {
      lab.timer?.dispose()
      queue.remove(lab.record.id)
      void clear(lab)
    }
  }

  const publish = async (lab: LiveLab, record: LabRecord, isNewState: boolean) => {
    const { id, ownerId, life } = record
    try {
      await store.saveLife(id, life)
    } catch (error) {
      // What runs is true, also when it can't be written down; the next step tries again.
      log.warn({ lab: id, reason: messageOf(error) }, 'a lab could not be saved')
    }
    if (life.state === 'ended') live.delete(id)
    if (isNewState)
      bus.emit('lab.changed', { labId: id, ownerId, state: life.state, why: life.why })
    if (isRising(life)) return
    const result =
      life.state === 'ready'
        ? ok(toLab(record))
        : err(new AppError('lab-ended', 409, life.why ?? 'The lab has ended.'))
    for (const tell of lab.waiters.splice(0)) tell(result)
  }

  const setTimer = (lab: LiveLab): void => {
    lab.timer?.dispose()
    const { expiresAt, state } = lab.record.life
    if (expiresAt === null || state !== 'ready') return
    const left = Math.max(0, expiresAt - clock.now())
    lab.timer = deps.schedule(Math.min(left, LONGEST_TIMER), () => {
      void apply(lab, { type: 'time-passed', at: clock.now() })
      if (lab.record.life.state === 'ready') setTimer(lab)
    })
  }

  const takeSubnetFor = (lab: LiveLab) => {
    const tried: string[] = []
    return async (): Promise<string | null> => {
      const networks = await engine.listNetworks('')
      const [high = 0, low = 0] = deps.random.bytes(2)
      // From here to the end nothing else runs, so no two labs get the same.
      const reserved = [...live.values()].map(one => one.subnet)
      const taken = [...networks.map(one => one.subnet), ...reserved, ...tried]
      const subnet = freeSubnet(
        deps.subnets,
        taken.filter(one => one !== null),
        high * 256 + low,
      )
      lab.subnet = subnet
      if (subnet !== null) tried.push(subnet)
      return subnet
    }
  }

  const build = async (lab: LiveLab): Promise<void> => {
    const { login, topology } = lab.record
    try {
      const built = await buildLab(
        { engine, images: deps.images, takeSubnet: takeSubnetFor(lab) },
        { names: namesOf(lab), login, topology },
      )
      void apply(lab, { type: 'built', at: clock.now() })
      await built.ready
      for (const [name, id] of built.containers) lab.containers.set(name, id)
      void apply(lab, { type: 'booted', at: clock.now() })
      if (lab.record.life.state !== 'staging') return
      const staged = await lab.stage?.(accessOf(lab))
      if (staged?.ok === false) throw staged.error
      await apply(lab, { type: 'staged', at: clock.now() })
    } catch (error) {
      log.warn({ lab: lab.record.id, reason: messageOf(error) }, 'a lab could not be made')
      const why = `The lab could not be made. ${messageOf(error)}`
      await apply(lab, { type: 'end', at: clock.now(), why })
    }
  }

  const enqueue = (lab: LiveLab): void => {
    queue.add(lab.record.id, () => {
      void apply(lab, { type: 'turn-came', at: clock.now() })
      return lab.building
    })
  }

  /** Once more after building has stopped: it may have made something meanwhile. */
  const clear = (lab: LiveLab): Promise<Result<void>> => {
    const attempt = async (): Promise<Result<void>> => {
      try {
        await removeContainersOf(engine, namesOf(lab))
        await lab.building
        await removeLab(engine, namesOf(lab))
        await apply(lab, { type: 'cleared', at: clock.now() })
        return ok(undefined)
      } catch (error) {
        log.warn({ lab: lab.record.id, reason: messageOf(error) }, 'a lab could not be removed yet')
        return err(
          error instanceof AppError
            ? error
            : new AppError('lab-not-removed', 500, messageOf(error), { cause: error }),
        )
      } finally {
        lab.clearing = null
      }
    }
    lab.clearing ??= attempt()
    return lab.clearing
  }

  const containerOf = (lab: LiveLab, host: string): string => {
    const id = lab.containers.get(host)
    if (id === undefined) throw notFound('host')
    return id
  }

  /** Off and on again, and then readied as after the first start. */
  const restart = async (lab: LiveLab, host: string): Promise<void> => {
    const container = containerOf(lab, host)
    lab.restarting.add(host)
    try {
      await engine.restartContainer(container)
      const grants = lab.record.topology.hosts[host]?.grants
      if (host === OUTSIDE || grants === undefined) return
      await prepareHost(engine, container, host, lab.record.login, grants)
    } finally {
      lab.restarting.delete(host)
    }
  }

  const accessOf = (lab: LiveLab): LabAccess => ({
    id: lab.record.id,
    ownerId: lab.record.ownerId,
    exec: async (host, spec) => engine.exec(containerOf(lab, host), spec),
    containerOf: host => containerOf(lab, host),
    reboot: async host => {
      try {
        await restart(lab, host)
        return ok(undefined)
      } catch (error) {
        if (error instanceof AppError) return err(error)
        throw error
      }
    },
  })

  return {
    live,
    apply,
    enqueue,
    clear,
    restart,
    setTimer,
    accessOf,
    positionOf: queue.positionOf.bind(queue),
  }
}

export type Lifecycle = ReturnType<typeof createLifecycle>
