import type { Clock } from '../kernel/clock.ts'
import type { LabAccess } from '../labs/port.ts'
import { allGreen, type Board, emptyBoard, holdLeft, observe } from './checks/board.ts'
import { createLimiter } from './checks/limiter.ts'
import { lookAtAll } from './checks/look.ts'
import type { Check, Exercise } from './exercise.ts'
import { type GateNumber, isSettled } from './gates.ts'
import { bindCheck, type Variant, variantEnv } from './variants.ts'

/** How long, in ms, the prover waits for checks to come to what the gate wants to see. */
export const SETTLE = {
  /** Services start within this after staging or a fix. */
  first: 15_000,
  /** After a reboot or a Puppet run. */
  again: 15_000,
  /** A wrong fix that is red for so long has had its chance. */
  wrong: 6_000,
} as const

const BEAT_MS = 1000

/** A fault must be seen for so long: a service that just starts looks broken too. */
const STAYS_RED_MS = 3000

export type Watcher = {
  /** Looks every second until the gate has what it wants, or `settle` is over. */
  watch(gate: GateNumber, settle: number): Promise<Board>
  isGreen(board: Board | undefined): boolean
  /** A board in one line. */
  words(board: Board): string
}

const longestHold = (checks: readonly Check[]): number =>
  Math.max(0, ...checks.map(check => (check.type === 'level' ? check.holds : 0)))

type Deps = { readonly clock: Clock; readonly sleep: (ms: number) => Promise<void> }

/** Watches the checks of one lab for the prover: from nothing each time, so that holds are new. */
export const createWatcher = (
  { clock, sleep }: Deps,
  exercise: Exercise,
  variant: Variant,
  access: LabAccess,
): Watcher => {
  const checks = exercise.checks.map(check => bindCheck(check, variant))
  const env = variantEnv(variant)
  const limit = createLimiter(4)
  const now = () => ({ epoch: clock.now(), monotonic: clock.monotonic() })

  return {
    async watch(gate, settle) {
      let board = emptyBoard(checks)
      const patience = clock.monotonic() + settle
      const longest = patience + longestHold(checks) + 2 * BEAT_MS
      let since: number | null = null
      for (;;) {
        const looks = await lookAtAll(access, checks, env, limit)
        board = observe(board, checks, looks, now()).board
        since = isSettled(exercise, gate, board) ? (since ?? clock.monotonic()) : null
        const stays = gate === 3 ? STAYS_RED_MS : 0
        if (since !== null && clock.monotonic() - since >= stays) return board
        const left = holdLeft(board, checks, now())
        // All that look are green: what holds gets its time, and a moment more.
        const until = left === null || gate === 3 ? patience : longest
        if (clock.monotonic() >= until) return board
        await sleep(left === null || left === 0 ? BEAT_MS : Math.min(BEAT_MS, Math.max(50, left)))
      }
    },
    isGreen: board => board !== undefined && allGreen(board),
    words: board =>
      checks.map(({ id }) => `${id} ${board.get(id)?.status ?? 'not looked at'}`).join(', '),
  }
}
