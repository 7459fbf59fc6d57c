import { describe, expect, it } from 'vitest'
import type { Board, Entry } from '../../../server/exercises/checks/board.ts'
import { outcomeOf } from '../../../server/exercises/finishing.ts'
import { probeCheck } from './sample.ts'

const entry = (status: Entry['status']): Entry => ({
  status,
  seen: '',
  at: 0,
  since: null,
  told: null,
})

const board = (...statuses: Entry['status'][]): Board =>
  new Map(statuses.map((status, n) => [`check-${n}`, entry(status)]))

const checksOf = (seen: Board) =>
  [...seen.keys()].map(id => probeCheck({ kind: 'unit', name: 'nginx', properties: {} }, { id }))

const outcome = (labLives: boolean, seen: Board | null) =>
  outcomeOf(labLives, seen, checksOf(seen ?? new Map()), { epoch: 0, monotonic: 0 })

describe('an attempt that is finished', () => {
  it('is solved when all is green', () => {
    expect(outcome(true, board('pass', 'pass'))).toEqual({ ok: true, value: 'solved' })
  })

  it('is given up when something is red', () => {
    expect(outcome(true, board('pass', 'fail'))).toEqual({ ok: true, value: 'gave-up' })
  })

  it.each([
    ['nobody looks', null],
    ['a check could not look', board('pass', 'error')],
  ])('is left as it is while its lab lives and %s', (_what, seen) => {
    expect(outcome(true, seen)).toMatchObject({ ok: false, error: { status: 503 } })
  })

  it.each([
    ['nobody looks', null],
    ['a check could not look', board('pass', 'error')],
  ])('is given up when its lab is gone and %s', (_what, seen) => {
    expect(outcome(false, seen)).toEqual({ ok: true, value: 'gave-up' })
  })
})
