import type { Lab } from '../labs/port.ts'
import type { LabView } from '../labs/view.ts'
import { type Board, checkViews, emptyBoard } from './checks/board.ts'
import type { Exercise } from './exercise.ts'
import type { AttemptRow } from './store.ts'
import type { AttemptSummary, AttemptView, CheckView, ExerciseCard } from './view.ts'

/** Rows and exercises → what the API shows. Pure. */

export const cardOf = (
  exercise: Exercise,
  /** The asking member's attempts at it, newest first. */
  own: readonly AttemptRow[],
  notReady: string | null,
): ExerciseCard => {
  const running = own.find(attempt => attempt.state === 'running')
  const solved = own.find(attempt => attempt.state === 'solved')
  const shown = running ?? solved ?? own[0]
  const tried = own.length > 0 ? 'tried' : 'new'
  return {
    slug: exercise.slug,
    title: exercise.title,
    practises: exercise.practises,
    skills: exercise.skills,
    subrole: exercise.subrole,
    difficulty: exercise.difficulty,
    minutes: exercise.minutes,
    hosts: Object.entries(exercise.hosts).map(([name, { role }]) => ({ name, role })),
    own: {
      state: running ? 'running' : solved ? 'solved' : tried,
      attempts: own.length,
      attemptId: shown?.id ?? null,
    },
    notReady,
  }
}

export const summaryOf = (attempt: AttemptRow, title: string): AttemptSummary => ({
  id: attempt.id,
  exercise: attempt.exercise,
  title,
  state: attempt.state,
  startedAt: attempt.started_at,
  finishedAt: attempt.finished_at,
  hintsOpened: attempt.hints.length,
  labId: attempt.lab_id,
})

export const viewOf = (
  attempt: AttemptRow,
  exercise: Exercise,
  board: Board | null,
  lab: LabView,
): AttemptView => ({
  ...summaryOf(attempt, exercise.title),
  ticket: exercise.ticket,
  checks: board === null ? lastChecks(attempt, exercise) : checkViews(board, exercise.checks),
  hints: exercise.hints.map((hint, index) => ({
    index,
    title: hint.title,
    cost: hint.cost,
    body: attempt.hints.includes(index) ? hint.body : null,
  })),
  debrief: attempt.state === 'solved' || attempt.state === 'gave-up' ? exercise.debrief : null,
  rubric: exercise.rubric,
  lab,
})

/** Before the first look: all of them, unseen. */
const lastChecks = (attempt: AttemptRow, exercise: Exercise): CheckView[] =>
  attempt.checks.length > 0
    ? [...attempt.checks]
    : checkViews(emptyBoard(exercise.checks), exercise.checks)

/** A lab whose row is gone too: it ended, and nobody knows more. */
export const lostLab = (attempt: AttemptRow, exercise: Exercise): Lab => ({
  id: attempt.lab_id,
  kind: 'exercise',
  ownerId: attempt.member_id,
  login: attempt.handle,
  title: exercise.title,
  topology: { hosts: exercise.hosts },
  state: 'ended',
  why: 'The lab is gone.',
  createdAt: attempt.started_at,
  readyAt: null,
  expiresAt: null,
  endedAt: attempt.finished_at,
  timings: {},
})
