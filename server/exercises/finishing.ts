import { conflict, unavailable } from '../kernel/app-error.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import { allGreen, type Board, holdLeft, type Moment } from './checks/board.ts'
import type { Check } from './exercise.ts'

/**
 * What a running attempt that is finished now comes to. `board` is of a fresh look; null where
 * nobody looks. Refuses with `still-holding` (409) while everything is green but has to hold a
 * little longer, so that nobody loses a solved exercise by seconds; and with `not-seen` (503)
 * where the lab lives but could not be looked at, so that nobody loses one to an engine that is
 * down.
 */
export const outcomeOf = (
  labLives: boolean,
  board: Board | null,
  checks: readonly Check[],
  now: Moment,
): Result<'solved' | 'gave-up'> => {
  if (board !== null && allGreen(board)) return ok('solved')
  const left = board === null ? null : holdLeft(board, checks, now)
  if (left !== null) {
    const wait = Math.max(1, Math.ceil(left / 1000))
    const detail = `Everything is green and has to hold for ${wait} more seconds. Finish then.`
    return err(conflict('still-holding', detail))
  }
  if (labLives && !isWhole(board)) return err(notSeen())
  return ok('gave-up')
}

const isWhole = (board: Board | null): boolean =>
  board !== null && [...board.values()].every(({ status }) => status !== 'error')

const notSeen = () =>
  unavailable(
    'not-seen',
    'Not every check could look at the lab just now, so nothing was decided. Try again soon, or end the lab to leave it.',
  )
