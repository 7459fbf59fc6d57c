import type { CheckStatus } from '../kernel/facts.ts'
import type { LabView } from '../labs/view.ts'

export type ExerciseCard = {
  slug: string
  title: string
  /** What one will practise; never the cause. */
  practises: string
  skills: string[]
  subrole: string | null
  difficulty: number
  minutes: number
  hosts: { name: string; role: string }[]
  /** The asking member's own history: best state. */
  own: { state: 'new' | 'running' | 'tried' | 'solved'; attempts: number; attemptId: string | null }
  /** Why it can't be started now (its image is being made, …); null when it can. */
  notReady: string | null
}

export type CheckView = {
  id: string
  title: string
  invariant: boolean
  /** null: not seen yet. `waiting`: a level check that holds for a while. */
  status: CheckStatus | 'waiting' | null
  /** What was seen, in words. */
  seen: string
  at: number | null
}

export type HintView = {
  index: number
  title: string
  cost: number
  /** null until opened. Markdown. */
  body: string | null
}

export type RubricItem = { id: string; skill: string; look: string }

export type AttemptState = 'running' | 'solved' | 'gave-up' | 'abandoned'

export type AttemptSummary = {
  id: string
  exercise: string
  title: string
  state: AttemptState
  startedAt: number
  finishedAt: number | null
  hintsOpened: number
  labId: string
}

export type AttemptView = AttemptSummary & {
  ticket: { from: string; subject: string; priority: string; body: string }
  checks: CheckView[]
  hints: HintView[]
  /** Markdown; null until solved or given up. */
  debrief: string | null
  rubric: RubricItem[]
  lab: LabView
}
