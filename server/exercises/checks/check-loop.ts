import type { Clock } from '../../kernel/clock.ts'
import type { Disposable } from '../../kernel/disposable.ts'
import type { Schedule } from '../../kernel/schedule.ts'
import type { LabAccess } from '../../labs/port.ts'
import type { Check } from '../exercise.ts'
import { allGreen, type Board, emptyBoard, type Flip, holdLeft, observe } from './board.ts'
import type { Limiter } from './limiter.ts'
import { lookAtAll } from './look.ts'

/** Quick enough to feel live while somebody works; a probe takes some 50 ms. */
const RED_BEAT_MS = 3000
const GREEN_BEAT_MS = 10_000

export type CheckLoop = Disposable & {
  board(): Board
  /** A round that begins after this call; resolves when it is done. */
  lookNow(): Promise<Board>
}

export type CheckLoopOptions = {
  /** null while the lab can't be looked at: the round is left out. */
  readonly access: () => LabAccess | null
  /** With their variant filled in. */
  readonly checks: readonly Check[]
  readonly env: Readonly<Record<string, string>>
  readonly limit: Limiter
  readonly clock: Clock
  readonly schedule: Schedule
  /** After every round; must not throw. */
  readonly onRound: (board: Board, flips: readonly Flip[]) => void
}

/** Looks at one lab's checks on a beat, from now until disposed of; one round at a time. */
export const startCheckLoop = (options: CheckLoopOptions): CheckLoop => {
  const { access, checks, env, limit, clock, schedule, onRound } = options
  let board = emptyBoard(checks)
  let timer: Disposable | null = null
  let current: Promise<void> | null = null
  let following: Promise<void> | null = null
  let disposed = false

  const now = () => ({ epoch: clock.now(), monotonic: clock.monotonic() })

  const round = async (): Promise<void> => {
    const hands = access()
    if (hands === null) return
    const results = await lookAtAll(hands, checks, env, limit)
    if (disposed) return
    const seen = observe(board, checks, results, now())
    board = seen.board
    onRound(board, seen.flips)
  }

  const beat = (): number => {
    if (allGreen(board)) return GREEN_BEAT_MS
    const left = holdLeft(board, checks, now())
    return left === null ? RED_BEAT_MS : Math.max(Math.min(left, RED_BEAT_MS), 100)
  }

  const begin = (): Promise<void> => {
    timer?.dispose()
    timer = null
    current = round().finally(() => {
      current = null
      if (!disposed && following === null) timer = schedule(beat(), () => void begin())
    })
    return current
  }

  /** A round under way may have looked before the caller's change, so another follows it. */
  const lookNow = async (): Promise<Board> => {
    if (current === null) await begin()
    else {
      following ??= current.then(() => {
        following = null
        return disposed ? undefined : begin()
      })
      await following
    }
    return board
  }

  void begin()
  return {
    board: () => board,
    lookNow,
    dispose: () => {
      disposed = true
      timer?.dispose()
    },
  }
}
