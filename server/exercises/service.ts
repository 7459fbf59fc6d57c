import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import { AppError, conflict, notFound } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'
import type { FactBus } from '../kernel/facts.ts'
import type { Random } from '../kernel/random.ts'
import { unwrap } from '../kernel/result.ts'
import type { Principal } from '../kernel/roles.ts'
import { type Schedule, systemSchedule } from '../kernel/schedule.ts'
import type { Lab, Labs } from '../labs/port.ts'
import type { LabView } from '../labs/view.ts'
import { cardOf, lostLab, summaryOf, viewOf } from './attempt-views.ts'
import { createAttempts } from './attempts.ts'
import { type BrokenExercise, brokenSentence, type Estate, loadCatalog } from './catalog.ts'
import type { Exercise } from './exercise.ts'
import { type AttemptRow, createAttemptStore, type ExerciseTables } from './store.ts'
import type { AttemptState, AttemptSummary, AttemptView, ExerciseCard, RubricItem } from './view.ts'
import { formatProblem } from './yaml-source.ts'

export type ExercisesDeps = {
  readonly labs: Labs
  readonly viewLab: (lab: Lab) => LabView
  /** Why hosts of this role can't be made now, in words; null when they can. */
  readonly notReady: (role: string) => string | null
  readonly bus: FactBus
  readonly clock: Clock
  readonly random: Random
  readonly db: Kysely<ExerciseTables>
  readonly log: Logger
  /** The folder of exercises. */
  readonly folder: string
  readonly estate: Estate
  readonly schedule?: Schedule
}

/** A lab lives so long unless extended: time to read, to err, and to look around afterwards. */
const LAB_TTL_MS = 60 * 60_000

/** What recordings and reviews need to know of a lab's attempt. */
export type AttemptOfLab = {
  readonly attemptId: string
  readonly exercise: string
  readonly title: string
  readonly state: AttemptState
  readonly rubric: readonly RubricItem[]
}

/**
 * Reads the catalogue once. Broken exercises are logged and listed in `broken`; asked for by name
 * they answer `exercise-broken` (503) with the place of the fault. Call `start()` once the labs
 * that survived a restart have been adopted.
 */
export const createExercises = async (deps: ExercisesDeps) => {
  const { labs, log } = deps
  const catalog = await loadCatalog(deps.folder, deps.estate)
  for (const { slug, problems } of catalog.broken) {
    log.warn({ slug, problems: problems.map(formatProblem) }, 'an exercise is broken')
  }
  const store = createAttemptStore(deps.db)
  const schedule = deps.schedule ?? systemSchedule
  const attempts = createAttempts({ ...deps, store, schedule, ttl: LAB_TTL_MS })

  const exercise = (slug: string): Exercise => {
    const found = catalog.exercises.get(slug)
    if (found !== undefined) return found
    const broken = catalog.broken.find(entry => entry.slug === slug)
    if (broken === undefined) throw notFound('exercise')
    const detail = `This exercise can’t be offered until it is mended: ${brokenSentence(broken)}`
    throw new AppError('exercise-broken', 503, detail)
  }

  const notReady = (of: Exercise): string | null => {
    for (const { role } of Object.values(of.hosts)) {
      const why = deps.notReady(role)
      if (why !== null) return why
    }
    return null
  }

  const card = (of: Exercise, own: readonly AttemptRow[]): ExerciseCard =>
    cardOf(
      of,
      own.filter(attempt => attempt.exercise === of.slug),
      notReady(of),
    )

  const attempt = async (id: string): Promise<AttemptRow> => {
    const row = await store.get(id)
    if (row === null) throw notFound('attempt')
    return row
  }

  const view = async (row: AttemptRow): Promise<AttemptView> => {
    const kept = await attempts.exerciseOf(row)
    const lab = (await labs.get(row.lab_id)) ?? lostLab(row, kept)
    return viewOf(row, kept, attempts.boardOf(row), deps.viewLab(lab))
  }

  return {
    broken: catalog.broken as readonly BrokenExercise[],
    skills: catalog.skills,

    start: () => attempts.resume(),

    cards: async (memberId: string): Promise<ExerciseCard[]> => {
      const own = await store.ofMember(memberId)
      return [...catalog.exercises.values()].map(of => card(of, own))
    },

    card: async (slug: string, memberId: string): Promise<ExerciseCard> =>
      card(exercise(slug), await store.ofMember(memberId)),

    startAttempt: async (who: Principal, slug: string): Promise<AttemptView> => {
      const wanted = exercise(slug)
      const why = notReady(wanted)
      if (why !== null) throw conflict('exercise-not-ready', why)
      return view(unwrap(await attempts.start(who, wanted)))
    },

    summaries: async (memberId: string): Promise<AttemptSummary[]> => {
      const rows = await store.ofMember(memberId)
      return Promise.all(
        rows.map(async row => summaryOf(row, (await attempts.exerciseOf(row)).title)),
      )
    },

    /** Whose it is; 404 when there is none. */
    ownerOf: async (id: string): Promise<string> => (await attempt(id)).member_id,

    view: async (id: string): Promise<AttemptView> => view(await attempt(id)),

    openHint: async (id: string, index: number): Promise<AttemptView> =>
      view(unwrap(await attempts.openHint(await attempt(id), index))),

    lookNow: async (id: string): Promise<AttemptView> => {
      await attempts.lookNow(await attempt(id))
      return view(await attempt(id))
    },

    finish: async (id: string): Promise<AttemptView> => {
      unwrap(await attempts.finish(await attempt(id)))
      return view(await attempt(id))
    },

    attemptOfLab: async (labId: string): Promise<AttemptOfLab | null> => {
      const row = await store.ofLab(labId)
      if (row === null) return null
      const { title, rubric } = await attempts.exerciseOf(row)
      return { attemptId: row.id, exercise: row.exercise, title, state: row.state, rubric }
    },

    dispose: () => attempts.dispose(),
  }
}

export type Exercises = Awaited<ReturnType<typeof createExercises>>
