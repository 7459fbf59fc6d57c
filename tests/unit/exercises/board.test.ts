import { describe, expect, it } from 'vitest'
import {
  allGreen,
  type Board,
  checkViews,
  emptyBoard,
  holdLeft,
  observe,
} from '../../../server/exercises/checks/board.ts'
import type { CheckResult } from '../../../server/exercises/checks/judge.ts'
import { sampleExercise } from './sample.ts'

const { checks } = sampleExercise()
const GREEN: CheckResult = { status: 'pass', seen: '200' }
const RED: CheckResult = { status: 'fail', seen: '502' }
const ODD: CheckResult = { status: 'error', seen: 'no engine' }
const at = (seconds: number) => ({ epoch: 1_000_000 + seconds * 1000, monotonic: seconds * 1000 })

/** Rounds of [second, the page's result, the invariant's]; returns the last board, all flips. */
const play = (...rounds: [number, CheckResult, CheckResult?][]) => {
  let board: Board = emptyBoard(checks)
  const flips: string[] = []
  for (const [second, page, invariant = GREEN] of rounds) {
    const results = new Map([
      ['page-answers', page],
      ['backend-private', invariant],
    ])
    const seen = observe(board, checks, results, at(second))
    board = seen.board
    for (const { check, was, status } of seen.flips) flips.push(`${check.id} ${was} ${status}`)
  }
  return { board, flips, status: (id: string) => board.get(id)?.status }
}

describe('the board of checks', () => {
  it('begins with nothing seen, and nothing green', () => {
    const board = emptyBoard(checks)
    expect(checkViews(board, checks).map(({ status }) => status)).toEqual([null, null, null])
    expect(allGreen(board)).toBe(false)
    expect(allGreen(new Map())).toBe(false)
  })

  it('tells a flip once, with what was before', () => {
    const { flips } = play([0, RED], [3, RED], [6, GREEN], [9, GREEN])
    expect(flips).toEqual([
      'page-answers null fail',
      'backend-private null pass',
      'page-answers fail pass',
    ])
  })

  it('lets a level check wait until its check passes, then count', () => {
    expect(play([0, RED]).status('stays-up')).toBe('waiting')
    const { board } = play([0, GREEN], [4, GREEN])
    expect(board.get('stays-up')).toMatchObject({
      status: 'waiting',
      seen: 'Has held for 4 of 10 s',
    })
    expect(holdLeft(board, checks, at(4))).toBe(6000)
  })

  it('is all green only once it has held', () => {
    expect(allGreen(play([0, GREEN], [9, GREEN]).board)).toBe(false)
    expect(allGreen(play([0, GREEN], [5, GREEN], [10, GREEN]).board)).toBe(true)
  })

  it('counts anew after a fail or an error in between', () => {
    expect(play([0, GREEN], [5, RED], [6, GREEN], [11, GREEN]).status('stays-up')).toBe('waiting')
    expect(play([0, GREEN], [5, ODD], [6, GREEN], [11, GREEN]).status('stays-up')).toBe('waiting')
    expect(play([0, GREEN], [5, RED], [6, GREEN], [16, GREEN]).status('stays-up')).toBe('pass')
  })

  it('fails a level check that had held and then broke', () => {
    const broken = play([0, GREEN], [10, GREEN], [20, RED])
    expect(broken.status('stays-up')).toBe('fail')
    expect(broken.flips.at(-1)).toBe('stays-up pass fail')
    const again = play([0, GREEN], [10, GREEN], [20, RED], [23, RED], [26, GREEN])
    expect(again.status('stays-up')).toBe('waiting')
    expect(again.flips.filter(flip => flip.startsWith('stays-up'))).toHaveLength(2)
  })

  it('never makes a fail of an error', () => {
    const { status, flips } = play([0, GREEN], [10, GREEN], [20, ODD])
    expect(status('page-answers')).toBe('error')
    expect(status('stays-up')).toBe('error')
    expect(flips.some(flip => flip.endsWith('fail'))).toBe(false)
  })

  it('is not green while an invariant is broken, however long the checks hold', () => {
    const { board } = play([0, GREEN, RED], [60, GREEN, RED])
    expect(allGreen(board)).toBe(false)
    expect(holdLeft(board, checks, at(60))).toBeNull()
  })
})
