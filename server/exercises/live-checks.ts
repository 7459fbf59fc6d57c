import type { Clock } from '../kernel/clock.ts'
import type { FactBus } from '../kernel/facts.ts'
import type { Schedule } from '../kernel/schedule.ts'
import type { Labs } from '../labs/port.ts'
import { allGreen, type Board, checkViews } from './checks/board.ts'
import { type CheckLoop, startCheckLoop } from './checks/check-loop.ts'
import { createLimiter } from './checks/limiter.ts'
import type { Exercise } from './exercise.ts'
import type { AttemptRow } from './store.ts'
import { bindCheck, drawVariant, variantEnv } from './variants.ts'
import type { CheckView } from './view.ts'

export type LiveChecksDeps = {
  readonly labs: Pick<Labs, 'access'>
  readonly bus: FactBus
  readonly clock: Clock
  readonly schedule: Schedule
  /** Something flipped. */
  readonly onChange: (attempt: AttemptRow, checks: CheckView[]) => void
  /** Everything is green and has held; may be called more than once. */
  readonly onGreen: (attempt: AttemptRow, exercise: Exercise) => void
}

/** Probes under way at a time, over all labs: each is an exec in the engine. */
const PROBES_AT_ONCE = 6

/** The checks of all labs that are being looked at; flips become facts. */
export const createLiveChecks = ({
  labs,
  bus,
  clock,
  schedule,
  onChange,
  onGreen,
}: LiveChecksDeps) => {
  const loops = new Map<string, CheckLoop>()
  const limit = createLimiter(PROBES_AT_ONCE)

  return {
    /** Idempotent for a lab. */
    watch(attempt: AttemptRow, exercise: Exercise): void {
      const { lab_id: labId, member_id: ownerId } = attempt
      if (loops.has(labId)) return
      const variant = drawVariant(exercise, attempt.seed)
      const loop = startCheckLoop({
        access: () => labs.access(labId),
        checks: exercise.checks.map(check => bindCheck(check, variant)),
        env: variantEnv(variant),
        limit,
        clock,
        schedule,
        onRound: (board, flips) => {
          for (const { check, ...flip } of flips) {
            const { id: checkId, title, invariant } = check
            bus.emit('check.flipped', { labId, ownerId, checkId, title, invariant, ...flip })
          }
          if (flips.length > 0) onChange(attempt, checkViews(board, exercise.checks))
          if (allGreen(board) && flips.length > 0) onGreen(attempt, exercise)
        },
      })
      loops.set(labId, loop)
    },

    unwatch(labId: string): void {
      loops.get(labId)?.dispose()
      loops.delete(labId)
    },

    /** null: not being looked at. */
    boardOf: (labId: string): Board | null => loops.get(labId)?.board() ?? null,

    /** After a round that began after this call: it shows the member's last keystroke. */
    lookNow: async (labId: string): Promise<Board | null> =>
      (await loops.get(labId)?.lookNow()) ?? null,

    dispose(): void {
      for (const loop of loops.values()) loop.dispose()
      loops.clear()
    },
  }
}
