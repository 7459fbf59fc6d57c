import { availableParallelism, hostname } from 'node:os'
import type { Logger } from 'pino'
import type { Engine, Limits } from '../engine/port.ts'
import { AppError, messageOf, notFound } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'
import type { FactBus } from '../kernel/facts.ts'
import { systemRandom } from '../kernel/random.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import { type Debootstrap, mmdebstrap } from './bare-debian.ts'
import { sweepBuilds, type Workshop } from './build.ts'
import { type BuildLock, createBuildLock } from './build-lock.ts'
import type { ControlRepo } from './control-repo.ts'
import { readInputs } from './inputs.ts'
import { createMaker, isRole } from './maker.ts'
import type { ImagePlan } from './plan.ts'
import { pruneImages } from './prune.ts'
import { createShelf } from './shelf.ts'
import { notReadyWords } from './slot.ts'
import type { ImageView } from './view.ts'

/** The images that hosts and probes are started from. */
export type Images = {
  /** What hosts can be, from the control repo. */
  readonly roles: readonly string[]
  /** Sub-roles that can be granted, from the control repo. */
  readonly subroles: ControlRepo['subroles']
  /** Every image, base first. */
  status(): ImageView[]
  /** The tag to start a host of this role from; `image-not-ready` (503) says how far it is. */
  imageFor(role: string): Promise<Result<string>>
  /** The tag to start a probe from. */
  probeImage(): Promise<Result<string>>
  /**
   * Makes one image, and what it needs, unless it is there; resolves with its tag. `fresh` makes
   * this one again, with today's packages; what it is made from stays.
   */
  build(name: string, options?: { fresh?: boolean }): Promise<Result<string>>
  /**
   * Makes all that are missing. Tries again while the engine, the mirror or the disk stand in the
   * way; a role that Puppet cannot make waits for `build`. Resolves when there is no more to try.
   */
  prepareAll(): Promise<void>
  /** Stops what is under way and leaves nothing of it behind. */
  close(): Promise<void>
}

export type ImagesDeps = {
  readonly engine: Engine
  readonly bus: FactBus
  readonly clock: Clock
  readonly log: Pick<Logger, 'info' | 'warn'>
  /** HATCHERY_CONTROL_REPO; null: the built-in one. */
  readonly controlRepo: string | null
  /** The rest is for tests. */
  readonly folder?: string
  readonly debootstrap?: Debootstrap
  readonly lock?: BuildLock
}

/** apt and Puppet take under 400 MB; the rest is for the page cache. */
const buildLimits = (): Limits => ({
  memoryBytes: 2 * 1024 ** 3,
  cpus: availableParallelism(),
  pids: 1024,
  tmpfsBytes: 256 * 1024 ** 2,
})

/** What another try may find mended. */
const PASSING = new Set([
  'engine-down',
  'mirror-unreachable',
  'mmdebstrap-missing',
  'no-disk-space',
])

const STOPPED = new AppError('image-stopped', 503, 'Making images was stopped before its end.')

const FIRST_PAUSE = 2_000
const LONGEST_PAUSE = 60_000

/** Reads what images are made of. Throws AppError `control-repo-broken`. */
export const createImages = async (deps: ImagesDeps): Promise<Images> => {
  const { engine, bus, clock, log } = deps
  const inputs = await readInputs(deps.controlRepo, deps.folder)
  const { plans, control } = inputs
  const all: readonly ImagePlan[] = [plans.base, ...plans.roles, plans.probe]
  const shop: Workshop = {
    engine,
    clock,
    random: systemRandom,
    machine: hostname(),
    pid: process.pid,
    limits: buildLimits(),
    clean: inputs.clean,
  }
  const lock = deps.lock ?? createBuildLock(`hatchery-images-${process.getuid?.() ?? 0}`)
  const stop = new AbortController()
  const makeImage = createMaker(shop, inputs, deps.debootstrap ?? mmdebstrap, stop.signal)
  const shelf = createShelf({
    clock,
    bus,
    onStage: (plan, stage) => log.info({ image: plan.name, stage }, 'making an image'),
  })
  /** One build of an image at a time; whoever asks meanwhile gets the same. */
  const underWay = new Map<string, Promise<Result<string>>>()

  const make = async (plan: ImagePlan): Promise<void> => {
    const teller = shelf.tellerFor(plan)
    await makeImage(plan, teller)
    shelf.put(plan, { state: 'ready', tookMs: teller.tookMs() })
    log.info({ image: plan.name, tag: plan.tag, ms: Math.round(teller.tookMs()) }, 'image ready')
  }

  const isThere = async (plan: ImagePlan): Promise<boolean> => {
    const there = (await engine.findImage(plan.tag)) !== null
    if (there && shelf.slotOf(plan).state !== 'ready') {
      shelf.put(plan, { state: 'ready', tookMs: 0 })
    }
    return there
  }

  const ensure = async (plan: ImagePlan, fresh: boolean): Promise<Result<string>> => {
    const began = clock.monotonic()
    let release: (() => void) | null = null
    try {
      if (!fresh && (await isThere(plan))) return ok(plan.tag)
      if (isRole(plan)) {
        shelf.put(plan, { state: 'waiting', why: 'Waiting for the base' })
        const needed = await start(plans.base, false)
        if (!needed.ok) throw needed.error
      }
      release = await lock.acquire(() => {
        const why = 'Waiting for another Hatchery on this machine that is making images'
        shelf.put(plan, { state: 'waiting', why })
      }, stop.signal)
      if (!fresh && (await isThere(plan))) return ok(plan.tag)
      await sweepBuilds(shop, 'left')
      await make(plan)
      return ok(plan.tag)
    } catch (thrown) {
      const error = stop.signal.aborted ? STOPPED : failedBecause(thrown)
      if (error === STOPPED || error.code === 'engine-down') {
        shelf.put(plan, { state: 'waiting', why: error.detail })
      } else {
        shelf.put(plan, { state: 'failed', error, tookMs: clock.monotonic() - began })
        log.warn({ image: plan.name, code: error.code, reason: error.detail }, 'image failed')
      }
      return err(error)
    } finally {
      release?.()
    }
  }

  const start = (plan: ImagePlan, fresh: boolean): Promise<Result<string>> => {
    const running = underWay.get(plan.name)
    if (running !== undefined) return running
    const run = ensure(plan, fresh).finally(() => underWay.delete(plan.name))
    underWay.set(plan.name, run)
    return run
  }

  const planOf = (name: string): ImagePlan | undefined => all.find(plan => plan.name === name)

  const ready = async (plan: ImagePlan): Promise<Result<string>> => {
    try {
      // Asked of the engine: another process may have made it, or somebody removed it. While it is
      // made afresh, the one before still serves.
      if ((await engine.findImage(plan.tag)) !== null) return ok(plan.tag)
    } catch (thrown) {
      return err(failedBecause(thrown))
    }
    if (shelf.slotOf(plan).state === 'ready') {
      shelf.put(plan, { state: 'waiting', why: 'It is gone from the engine' })
      void start(plan, false)
    }
    return err(new AppError('image-not-ready', 503, notReadyWords(shelf.view(plan))))
  }

  const prepareAll = async (): Promise<void> => {
    let pause = FIRST_PAUSE
    while (!stop.signal.aborted) {
      const results = await Promise.all(all.map(plan => start(plan, false)))
      if (results.every(result => result.ok)) return pruneImages(engine, all, clock.now(), log)
      if (!results.some(result => !result.ok && PASSING.has(result.error.code))) return
      await untilWorthATry(bus, pause, stop.signal)
      pause = Math.min(pause * 2, LONGEST_PAUSE)
    }
  }

  return {
    roles: control.roles,
    subroles: control.subroles,
    status: () => all.map(shelf.view),
    imageFor: async role => {
      const plan = plans.roles.find(one => one.name === role)
      return plan === undefined ? err(notFound('role')) : ready(plan)
    },
    probeImage: () => ready(plans.probe),
    build: async (name, { fresh = false } = {}) => {
      const plan = planOf(name)
      return plan === undefined ? err(notFound('image')) : start(plan, fresh)
    },
    prepareAll,
    close: async () => {
      stop.abort()
      if (underWay.size === 0) return
      await sweepBuilds(shop, 'own').catch(() => undefined)
      await Promise.allSettled(underWay.values())
    },
  }
}

const failedBecause = (thrown: unknown): AppError =>
  thrown instanceof AppError
    ? thrown
    : new AppError('image-failed', 500, `An image could not be made: ${messageOf(thrown)}.`, {
        cause: thrown,
      })

/** Resolves after `ms`, or at once when the engine is back or there is no more to wait for. */
const untilWorthATry = (bus: FactBus, ms: number, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      back.dispose()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    const back = bus.on('engine.changed', ({ ok: isUp }) => {
      if (isUp) done()
    })
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
