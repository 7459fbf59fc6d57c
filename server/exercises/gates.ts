import { type Board, firstRed } from './checks/board.ts'
import type { Exercise, Script, Survival } from './exercise.ts'

/** The prover's gates as pure decisions: what to run, and what its outcome means. */

export const GATES = {
  1: 'lint',
  2: 'green before',
  3: 'red after the fault',
  4: 'solution',
  5: 'wrong fix stays red',
} as const

export type GateNumber = keyof typeof GATES

/** One fresh lab's work. Gates 6 and up are further kinds of jobs here. */
export type GateJob = {
  readonly gate: Exclude<GateNumber, 1>
  readonly seed: number
  /** The solution or the wrong fix; null for the gates without one. */
  readonly script: Script | null
  /** What the lab gets before anything is looked at. */
  readonly stage: 'healthy' | 'fault'
  /** What is done, in order, once the lab is staged and its script has run. */
  readonly survives: readonly Survival[]
}

export const planGates = (exercise: Exercise, seeds: readonly number[]): GateJob[] =>
  seeds.flatMap(seed => [
    { gate: 2, seed, script: null, stage: 'healthy', survives: [] } as const,
    { gate: 3, seed, script: null, stage: 'fault', survives: [] } as const,
    ...exercise.solutions.map(
      script => ({ gate: 4, seed, script, stage: 'fault', survives: exercise.survives }) as const,
    ),
    ...exercise.wrong.map(
      script => ({ gate: 5, seed, script, stage: 'fault', survives: exercise.survives }) as const,
    ),
  ])

export type Decision = { readonly passed: boolean; readonly said: string }

const passed = (said: string): Decision => ({ passed: true, said })
const failed = (said: string): Decision => ({ passed: false, said })

/** What the checks were after something was done: `after the fix`, `after reboot`. */
export type Phase = { readonly name: string; readonly board: Board }

/** Gate 2: on the healthy lab every check and invariant passes. */
export const decideGreen = (exercise: Exercise, board: Board): Decision => {
  const red = redWords(exercise, board)
  if (red === null) return passed(`all ${board.size} are green`)
  return failed(`the healthy lab is not green: ${red.words}`)
}

/** Gate 3: exactly what `breaks` names fails; nothing else does, and nothing is an error. */
export const decideRed = (exercise: Exercise, board: Board): Decision => {
  const { breaks } = exercise.fault
  for (const check of exercise.checks) {
    const { status = null, seen = '' } = board.get(check.id) ?? {}
    const words = `${check.id}: ${seen || 'not looked at'}`
    if (check.type === 'level') {
      const broken = breaks.includes(check.of)
      if (broken && status === 'pass') return failed(`${check.id} holds although ${check.of} broke`)
      continue
    }
    if (status === 'error' || status === null) return failed(`could not be seen: ${words}`)
    if (breaks.includes(check.id) && status === 'pass') {
      return failed(`the fault does not break ${words}`)
    }
    if (!breaks.includes(check.id) && status !== 'pass') {
      const what = check.invariant ? 'an invariant' : 'a check that breaks does not name'
      return failed(`the fault breaks ${what}: ${words}`)
    }
  }
  return passed(breaks.map(id => `${id}: ${board.get(id)?.seen ?? ''}`).join('; '))
}

/**
 * Gate 4: all green after the fix, and after everything that it must survive, and nothing changed
 * but what `touches` names. `changed` is `host:/path`; null: it could not come to that.
 */
export const decideSolution = (
  exercise: Exercise,
  phases: readonly Phase[],
  changed: readonly string[] | null,
): Decision => {
  for (const phase of phases) {
    const red = redWords(exercise, phase.board)
    if (red !== null) return failed(`red ${phase.name}: ${red.words}`)
  }
  const green = `all green ${phases.map(phase => phase.name).join(', ')}`
  if (changed === null) return failed('what it changed could not be seen')
  const { touches } = exercise
  const stray = changed.filter(path => touches !== null && !touches.includes(pathOf(path)))
  if (stray.length > 0) {
    return failed(`it changes more than touches names: ${stray.slice(0, 5).join(', ')}`)
  }
  return passed(`${green}; changed ${changed.join(', ') || 'no file'}`)
}

const pathOf = (hostAndPath: string): string => hostAndPath.slice(hostAndPath.indexOf(':') + 1)

/** Gate 5: red somewhere, and seen to be: an error proves nothing. */
export const decideWrong = (exercise: Exercise, phases: readonly Phase[]): Decision => {
  for (const phase of phases) {
    const red = redWords(exercise, phase.board)
    if (red === null) continue
    if (red.error) return failed(`could not be seen ${phase.name}: ${red.words}`)
    return passed(`red ${phase.name}: ${red.words}`)
  }
  const names = phases.map(phase => phase.name).join(', ')
  return failed(`stays green ${names}: it is a solution, or a check is missing`)
}

/** The checks have come to what the gate wants to see; until then the prover looks again. */
export const isSettled = (exercise: Exercise, gate: GateNumber, board: Board): boolean =>
  gate === 3 ? decideRed(exercise, board).passed : redWords(exercise, board) === null

const redWords = (exercise: Exercise, board: Board): { words: string; error: boolean } | null => {
  const red = firstRed(board, exercise.checks)
  if (red === null) return null
  const { check, entry } = red
  return { words: `${check.id}: ${entry.seen || 'not looked at'}`, error: entry.status === 'error' }
}
