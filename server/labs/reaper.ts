import type { ContainerSummary, Engine } from '../engine/port.ts'
import { messageOf } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Disposable, DisposableStore } from '../kernel/disposable.ts'
import type { FactBus } from '../kernel/facts.ts'
import { type Schedule, Timers } from '../kernel/schedule.ts'
import type { LabsLog, Lifecycle } from './lifecycle.ts'
import { type LiveLab, newLiveLab } from './live-lab.ts'
import { LABEL } from './plan.ts'
import { containersOf, examine, judge, recentPowerOns, strays } from './reconcile.ts'
import type { LabStore } from './store.ts'

type Deps = {
  readonly engine: Engine
  readonly store: LabStore
  readonly lifecycle: Lifecycle
  readonly bus: FactBus
  readonly clock: Clock
  readonly schedule: Schedule
  readonly log: LabsLog
  readonly instance: string
}

/** How often the engine is compared with what the server knows. */
const BEAT = 60_000

/** A lab that is taken down makes several events; they are looked at together. */
const AFTER_EVENT = 300

/**
 * Keeps the engine and the server of one mind: adopts what survived the last server, removes what
 * nobody knows, powers on what was switched off, and ends what is lost.
 */
export const createReaper = (deps: Deps) => {
  const { engine, store, lifecycle, bus, clock, schedule, log } = deps
  const ours = `${LABEL.instance}=${deps.instance}`
  const held = new DisposableStore()
  const timers = held.add(new Timers(schedule))
  let isAdopted = false
  let tellAdopted = (): void => {}
  const adopted = new Promise<void>(resolve => {
    tellAdopted = resolve
  })
  let stopped = false
  let sweeping: Promise<void> = Promise.resolve()
  let soon: Disposable | null = null

  /** Once, as soon as the engine answers: until then the database's labs stay as they are. */
  const adopt = async (): Promise<void> => {
    const containers = await engine.listContainers(ours)
    const records = await store.list({ live: true })
    for (const record of records) {
      if (lifecycle.live.has(record.id)) continue
      const lab = newLiveLab(record, undefined)
      lifecycle.live.set(record.id, lab)
      for (const [name, one] of containersOf(record.id, containers)) {
        lab.containers.set(name, one.id)
      }
      const verdict = judge(record, containers)
      log.info({ lab: record.id, verdict: verdict.type }, 'a lab of the last server')
      if (verdict.type === 'adopt') lifecycle.setTimer(lab)
      else if (verdict.type === 'clear') void lifecycle.clear(lab)
      else void lifecycle.apply(lab, { type: 'end', at: clock.now(), why: verdict.why })
    }
    isAdopted = true
    if (!stopped) tellAdopted()
  }

  const powerOn = async (lab: LiveLab, host: string): Promise<void> => {
    const now = clock.monotonic()
    lab.powerOns.set(host, [...recentPowerOns(lab.powerOns.get(host) ?? [], now), now])
    try {
      await lifecycle.restart(lab, host)
    } catch (error) {
      log.warn({ lab: lab.record.id, host, reason: messageOf(error) }, 'a host stayed off')
    }
  }

  const look = async (lab: LiveLab, containers: readonly ContainerSummary[]): Promise<void> => {
    if (lab.record.life.state !== 'ready' || lab.restarting.size > 0) return
    const health = examine(lab.record, containers, lab.powerOns, clock.monotonic())
    if (health.type === 'lost') {
      await lifecycle.apply(lab, { type: 'end', at: clock.now(), why: health.why })
    }
    if (health.type === 'stopped') await Promise.all(health.hosts.map(host => powerOn(lab, host)))
  }

  const removeStrays = async (containers: readonly ContainerSummary[]): Promise<void> => {
    const networks = await engine.listNetworks(ours)
    // Known last: whatever was listed before belongs to a lab that is in here, or to none.
    const found = strays(new Set(lifecycle.live.keys()), containers, networks)
    await Promise.all(found.containers.map(id => engine.removeContainer(id)))
    await Promise.all(found.networks.map(id => engine.removeNetwork(id)))
    const folders = await engine.sweepCgroups()
    if (found.containers.length + found.networks.length + folders > 0) {
      log.info(
        {
          containers: found.containers.length,
          networks: found.networks.length,
          cgroups: folders,
        },
        'removed what no lab knows',
      )
    }
  }

  const sweepOnce = async (): Promise<void> => {
    if (!isAdopted) await adopt()
    // Ready before the list is made: else a lab could be missing in it that has just been built.
    const ready = [...lifecycle.live.values()].filter(
      lab => lab.record.life.state === 'ready' && lab.restarting.size === 0,
    )
    const ending = [...lifecycle.live.values()].filter(lab => lab.record.life.state === 'ending')
    const containers = await engine.listContainers(ours)
    await Promise.all(ready.map(lab => look(lab, containers)))
    await Promise.all(ending.map(lab => lifecycle.clear(lab)))
    await removeStrays(containers)
  }

  /** One at a time; resolves when this one is over. An engine that is down is for the next one. */
  const sweep = (): Promise<void> => {
    sweeping = sweeping
      .then(() => (stopped ? undefined : sweepOnce()))
      .catch(error =>
        log.warn({ reason: messageOf(error) }, 'labs could not be compared with the engine'),
      )
    return sweeping
  }

  const beat = (): void => {
    timers.after(BEAT, () => void sweep().then(beat))
  }

  return {
    sweep,
    /** Resolves when the engine has answered for the labs of the last server. */
    adopted,
    /** Resolves after the first sweep, also when the engine did not answer. */
    start: async (): Promise<void> => {
      held.add(
        engine.watch(ours, () => {
          soon?.dispose()
          soon = timers.after(AFTER_EVENT, () => void sweep())
        }),
      )
      held.add(
        bus.on('engine.changed', ({ ok }) => {
          if (ok) void sweep()
        }),
      )
      beat()
      await sweep()
    },
    stop: async (): Promise<void> => {
      stopped = true
      held.dispose()
      await sweeping
    },
  }
}
