import type { CheckStatus } from '../../kernel/facts.ts'
import type { Check, LevelCheck } from '../exercise.ts'
import type { CheckView } from '../view.ts'
import type { CheckResult } from './judge.ts'

/** All checks of one lab as last seen. Immutable; times are Clock readings in milliseconds. */
export type Entry = {
  readonly status: CheckStatus | 'waiting' | null
  readonly seen: string
  /** Epoch of the last look. */
  readonly at: number | null
  /** Monotonic time since when it has passed without a break; null while it doesn't. */
  readonly since: number | null
  /** The last status that was told to others; `waiting` is never told. */
  readonly told: CheckStatus | null
}

export type Board = ReadonlyMap<string, Entry>

export type Flip = {
  readonly check: Check
  readonly was: CheckStatus | null
  readonly status: CheckStatus
  readonly seen: string
}

export type Moment = { readonly epoch: number; readonly monotonic: number }

const UNSEEN: Entry = { status: null, seen: '', at: null, since: null, told: null }

export const emptyBoard = (checks: readonly Check[]): Board =>
  new Map(checks.map(check => [check.id, UNSEEN]))

/**
 * The board after one round of probes, and what flipped. A level check passes once the check that
 * it is `of` has passed for `holds` on end; a fail or an error in between starts the count anew.
 * It fails only where it had passed before; until then it waits.
 */
export const observe = (
  board: Board,
  checks: readonly Check[],
  results: ReadonlyMap<string, CheckResult>,
  now: Moment,
): { board: Board; flips: Flip[] } => {
  const next = new Map(board)
  for (const check of checks) {
    const before = next.get(check.id) ?? UNSEEN
    const result = check.type === 'probe' ? results.get(check.id) : undefined
    if (result !== undefined) next.set(check.id, looked(before, result, now))
  }
  for (const check of checks) {
    if (check.type !== 'level') continue
    const before = next.get(check.id) ?? UNSEEN
    next.set(check.id, levelled(check, before, next.get(check.of) ?? UNSEEN, now))
  }
  const flips: Flip[] = []
  for (const check of checks) {
    const entry = next.get(check.id) ?? UNSEEN
    const { status, told, seen } = entry
    if (status === null || status === 'waiting' || status === told) continue
    flips.push({ check, was: told, status, seen })
    next.set(check.id, { ...entry, told: status })
  }
  return { board: next, flips }
}

const looked = (before: Entry, result: CheckResult, now: Moment): Entry => ({
  ...before,
  ...result,
  at: now.epoch,
  since: result.status === 'pass' ? (before.since ?? now.monotonic) : null,
})

const levelled = (check: LevelCheck, before: Entry, of: Entry, now: Moment): Entry => {
  const needs = `${check.holds / 1000} s`
  const entry = { ...before, at: of.at }
  if (of.since === null) {
    const broke = before.told === 'pass' || before.status === 'fail' || before.status === 'error'
    if (broke && of.status !== null && of.status !== 'waiting') {
      return { ...entry, since: null, status: of.status, seen: `It did not hold. ${of.seen}` }
    }
    const seen = `Waits for the check it belongs to, then holds ${needs}`
    return { ...entry, since: null, status: 'waiting', seen }
  }
  const held = now.monotonic - of.since
  if (held >= check.holds) {
    return { ...entry, since: of.since, status: 'pass', seen: `It has held for ${needs}` }
  }
  const seen = `Has held for ${Math.floor(held / 1000)} of ${needs}`
  return { ...entry, since: null, status: 'waiting', seen }
}

export const allGreen = (board: Board): boolean =>
  board.size > 0 && [...board.values()].every(entry => entry.status === 'pass')

/** Milliseconds until the last level check can pass; null while anything else isn't green. */
export const holdLeft = (board: Board, checks: readonly Check[], now: Moment): number | null => {
  let left = 0
  for (const check of checks) {
    const entry = board.get(check.id) ?? UNSEEN
    if (check.type === 'probe') {
      if (entry.status !== 'pass') return null
    } else if (entry.status !== 'pass') {
      const since = board.get(check.of)?.since ?? null
      if (since === null) return null
      left = Math.max(left, check.holds - (now.monotonic - since))
    }
  }
  return left
}

/** The first that isn't green, for reports: errors first, for they hide the rest. */
export const firstRed = (
  board: Board,
  checks: readonly Check[],
): { check: Check; entry: Entry } | null => {
  const open = checks
    .map(check => ({ check, entry: board.get(check.id) ?? UNSEEN }))
    .filter(({ entry }) => entry.status !== 'pass')
  return (
    open.find(({ entry }) => entry.status === 'error') ??
    open.find(({ entry }) => entry.status === 'fail') ??
    open[0] ??
    null
  )
}

export const checkViews = (board: Board, checks: readonly Check[]): CheckView[] =>
  checks.map(check => {
    const entry = board.get(check.id) ?? UNSEEN
    const { id, title, invariant } = check
    return { id, title, invariant, status: entry.status, seen: entry.seen, at: entry.at }
  })
