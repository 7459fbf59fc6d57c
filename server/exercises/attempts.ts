import type { Logger } from 'pino'
import { conflict, messageOf, notFound } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'
import type { FactBus, LabState } from '../kernel/facts.ts'
import { newId } from '../kernel/ids.ts'
import type { Random } from '../kernel/random.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import type { Principal } from '../kernel/roles.ts'
import type { Schedule } from '../kernel/schedule.ts'
import type { LabAccess, Labs } from '../labs/port.ts'
import type { Board } from './checks/board.ts'
import type { Exercise } from './exercise.ts'
import { outcomeOf } from './finishing.ts'
import { createLiveChecks } from './live-checks.ts'
import { stageFault } from './staging.ts'
import type { AttemptRow, AttemptStore } from './store.ts'
import { drawVariant, nextSeed, type Variant } from './variants.ts'
import type { AttemptState } from './view.ts'

export type AttemptsDeps = {
  readonly labs: Labs
  readonly store: AttemptStore
  readonly bus: FactBus
  readonly clock: Clock
  readonly random: Random
  readonly schedule: Schedule
  readonly log: Logger
  /** Milliseconds that a lab lives unless extended. */
  readonly ttl: number
}

/**
 * The life of attempts. An attempt runs while its lab does and it isn't solved; it turns solved by
 * itself as soon as everything is green and has held, and its lab goes on until it is finished or
 * its time is over. An attempt whose lab ends before that is abandoned.
 */
export const createAttempts = (deps: AttemptsDeps) => {
  const { labs, store, bus, clock, random, log } = deps
  /** A member's starts follow one another, so that two clicks can't make two labs. */
  const starting = new Map<string, Promise<unknown>>()

  const tell = (attempt: AttemptRow, title: string, state: AttemptState) =>
    bus.emit('attempt.changed', {
      labId: attempt.lab_id,
      ownerId: attempt.member_id,
      attemptId: attempt.id,
      exercise: attempt.exercise,
      title,
      state,
    })

  const end = async (attempt: AttemptRow, title: string, state: AttemptState): Promise<void> => {
    if (await store.end(attempt.id, state, clock.now())) tell(attempt, title, state)
  }

  /** For what goes on beside a request: a failure is logged, never lost and never fatal. */
  const inBackground = (what: string, work: Promise<unknown>): void => {
    work.catch((error: unknown) => log.error({ err: error }, `${what}: ${messageOf(error)}`))
  }

  const exerciseOf = async (attempt: AttemptRow): Promise<Exercise> => {
    const exercise = await store.version(attempt.version)
    if (exercise === null) throw notFound('exercise')
    return exercise
  }

  const checks = createLiveChecks({
    ...deps,
    onChange: (attempt, seen) => inBackground('keep checks', store.keepChecks(attempt.id, seen)),
    onGreen: (attempt, exercise) => inBackground('solved', end(attempt, exercise.title, 'solved')),
  })

  const followLab = async (labId: string, state: LabState): Promise<void> => {
    if (state === 'ready') {
      const attempt = await store.ofLab(labId)
      const exercise = attempt === null ? null : await exerciseOf(attempt)
      // It may have ended while the row was read; then there is nothing to look at.
      if (attempt === null || exercise === null || labs.access(labId) === null) return
      checks.watch(attempt, exercise)
    } else if (state === 'ended') {
      checks.unwatch(labId)
      const attempt = await store.ofLab(labId)
      if (attempt?.state === 'running') {
        await end(attempt, (await exerciseOf(attempt)).title, 'abandoned')
      }
    } else if (state === 'ending') checks.unwatch(labId)
  }

  const stage = (exercise: Exercise, variant: Variant) => async (access: LabAccess) => {
    const staged = await stageFault(access, exercise, variant)
    if (!staged.ok) return staged
    bus.emit('fault.staged', {
      labId: access.id,
      ownerId: access.ownerId,
      exercise: exercise.slug,
      ms: Math.round(staged.value),
    })
    return ok(undefined)
  }

  const begin = async (who: Principal, exercise: Exercise): Promise<Result<AttemptRow>> => {
    const own = await store.ofMember(who.id)
    const running = own.find(attempt => attempt.state === 'running')
    if (running?.exercise === exercise.slug) return ok(running)
    if (running !== undefined) {
      const title = (await exerciseOf(running)).title
      const detail = `You are in “${title}”. Finish it before you start “${exercise.title}”.`
      return err(conflict('attempt-running', detail))
    }
    // Solved, but its lab still stands: the member has moved on.
    for (const attempt of own) {
      const lab = attempt.state === 'solved' ? await labs.get(attempt.lab_id) : null
      if (lab === null || lab.state === 'ended') continue
      const ended = await labs.end(lab.id, 'A new exercise was started.')
      if (!ended.ok) return ended
    }
    const last = own.find(attempt => attempt.exercise === exercise.slug)
    const lastVariant = last === undefined ? null : drawVariant(exercise, last.seed)
    const fresh = () => Buffer.from(random.bytes(4)).readUInt32LE()
    const seed = nextSeed(exercise, lastVariant, fresh)
    await store.keepVersion(exercise, clock.now())
    const created = await labs.create({
      kind: 'exercise',
      ownerId: who.id,
      login: who.handle,
      title: exercise.title,
      topology: { hosts: exercise.hosts },
      ttl: deps.ttl,
      stage: stage(exercise, drawVariant(exercise, seed)),
    })
    if (!created.ok) return created
    const attempt: AttemptRow = {
      id: newId(random),
      member_id: who.id,
      handle: who.handle,
      exercise: exercise.slug,
      version: exercise.version,
      seed,
      lab_id: created.value.id,
      state: 'running',
      started_at: clock.now(),
      finished_at: null,
      hints: [],
      checks: [],
    }
    try {
      await store.insert(attempt)
    } catch (error) {
      inBackground('end', labs.end(attempt.lab_id, 'The attempt could not be recorded.'))
      throw error
    }
    tell(attempt, exercise.title, 'running')
    // The lab may have got ready, or ended, while the row was written.
    const lab = await labs.get(attempt.lab_id)
    if (lab !== null) await followLab(lab.id, lab.state)
    return ok(attempt)
  }

  const ears = bus.on('lab.changed', ({ labId, state }) =>
    inBackground('follow', followLab(labId, state)),
  )

  return {
    exerciseOf,
    /** The checks as last seen; null while they are not being looked at. */
    boardOf: (attempt: AttemptRow): Board | null => checks.boardOf(attempt.lab_id),

    lookNow: (attempt: AttemptRow): Promise<Board | null> => checks.lookNow(attempt.lab_id),

    /** The running attempt where there is one of this exercise; else a new one in a new lab. */
    async start(who: Principal, exercise: Exercise): Promise<Result<AttemptRow>> {
      const before = starting.get(who.id) ?? Promise.resolve()
      const mine = before.catch(() => undefined).then(() => begin(who, exercise))
      starting.set(who.id, mine)
      try {
        return await mine
      } finally {
        if (starting.get(who.id) === mine) starting.delete(who.id)
      }
    },

    /** Opening it again costs nothing more. */
    async openHint(attempt: AttemptRow, index: number): Promise<Result<AttemptRow>> {
      const hint = (await exerciseOf(attempt)).hints[index]
      if (hint === undefined) return err(notFound('hint'))
      if (attempt.hints.includes(index)) return ok(attempt)
      if (attempt.state !== 'running') {
        return err(conflict('attempt-ended', 'This attempt has ended; its debrief says it all.'))
      }
      const opened = await store.openHint(attempt.id, index)
      if (opened === null) return err(notFound('attempt'))
      if (!opened.now) return ok(opened.row)
      bus.emit('hint.opened', {
        labId: attempt.lab_id,
        ownerId: attempt.member_id,
        index,
        title: hint.title,
        cost: hint.cost,
      })
      return ok(opened.row)
    },

    /** Looks once more, decides, and ends the lab. Refuses as `outcomeOf` does. */
    async finish(attempt: AttemptRow): Promise<Result<void>> {
      const exercise = await exerciseOf(attempt)
      if (attempt.state === 'running') {
        const board = await checks.lookNow(attempt.lab_id)
        const labLives = (await labs.get(attempt.lab_id))?.state === 'ready'
        const now = { epoch: clock.now(), monotonic: clock.monotonic() }
        const outcome = outcomeOf(labLives, board, exercise.checks, now)
        if (!outcome.ok) return outcome
        await end(attempt, exercise.title, outcome.value)
      }
      checks.unwatch(attempt.lab_id)
      const ending = labs.end(attempt.lab_id, 'Finished.').then(ended => {
        if (!ended.ok) throw ended.error
      })
      inBackground('end', ending)
      return ok(undefined)
    },

    /**
     * Goes on with attempts whose lab lives; says so of those whose lab is gone. What fails for
     * one is logged and keeps no other from it.
     */
    async resume(): Promise<void> {
      const follow = (labId: string, state: LabState) =>
        followLab(labId, state).catch((error: unknown) =>
          log.error({ labId, err: error }, 'an attempt could not be taken over'),
        )
      const alive = new Set<string>()
      for (const lab of await labs.list({ live: true })) {
        alive.add(lab.id)
        await follow(lab.id, lab.state)
      }
      for (const attempt of await store.inState('running')) {
        if (!alive.has(attempt.lab_id)) await follow(attempt.lab_id, 'ended')
      }
    },

    /** Stops looking; attempts stay as they are. */
    dispose(): void {
      ears.dispose()
      checks.dispose()
    },
  }
}

export type Attempts = ReturnType<typeof createAttempts>
