import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allGreen, emptyBoard, observe } from '../../server/exercises/checks/board.ts'
import { parseExercise } from '../../server/exercises/parse.ts'
import { drawVariant } from '../../server/exercises/variants.ts'
import { EXERCISE_YAML, folderOf, KNOWN, sampleExercise } from '../unit/exercises/sample.ts'

const HOLDS_MS = 10_000

describe('any text in the place of exercise.yaml', () => {
  it('gives an exercise or problems with places, and never throws', () => {
    const mutated = fc
      .tuple(fc.nat(EXERCISE_YAML.length), fc.nat(60), fc.string({ maxLength: 30 }))
      .map(([at, gone, put]) => EXERCISE_YAML.slice(0, at) + put + EXERCISE_YAML.slice(at + gone))
    fc.assert(
      fc.property(fc.oneof(mutated, fc.string({ unit: 'binary' })), text => {
        const parsed = parseExercise(folderOf({ 'exercise.yaml': text }), KNOWN)
        if (parsed.ok) return
        expect(parsed.problems.length).toBeGreaterThan(0)
        const lines = text.split('\n').length + 1
        for (const { file, line, column, message } of parsed.problems) {
          expect(message).not.toBe('')
          expect(column).toBeGreaterThanOrEqual(1)
          expect(line).toBeGreaterThanOrEqual(1)
          if (file === 'web-502/exercise.yaml') expect(line).toBeLessThanOrEqual(lines)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('any sequence of looks', () => {
  const { checks } = sampleExercise()
  const status = fc.constantFrom('pass' as const, 'fail' as const, 'error' as const)
  const look = fc.record({ page: status, closed: status, after: fc.nat(8000) })

  it('is green only when the last looks passed on end for as long as they must hold', () => {
    fc.assert(
      fc.property(fc.array(look, { maxLength: 40 }), looks => {
        let board = emptyBoard(checks)
        let now = 0
        let passingSince: number | null = null
        const told = new Map<string, string>()
        for (const { page, closed, after } of looks) {
          now += after
          passingSince = page === 'pass' ? (passingSince ?? now) : null
          const results = new Map([
            ['page-answers', { status: page, seen: page }],
            ['backend-private', { status: closed, seen: closed }],
          ])
          const seen = observe(board, checks, results, { epoch: now, monotonic: now })
          board = seen.board
          const held = passingSince !== null && now - passingSince >= HOLDS_MS
          expect(allGreen(board)).toBe(held && closed === 'pass')
          for (const { check, was, status: is } of seen.flips) {
            expect(was).toBe(told.get(check.id) ?? null)
            expect(is).not.toBe(was)
            told.set(check.id, is)
          }
        }
      }),
    )
  })
})

describe('any seed', () => {
  it('draws values of the exercise, the same each time', () => {
    const exercise = sampleExercise()
    fc.assert(
      fc.property(fc.integer(), seed => {
        const variant = drawVariant(exercise, seed)
        expect(variant).toEqual(drawVariant(exercise, seed))
        expect(exercise.variants.port?.map(String)).toContain(variant.port)
      }),
    )
  })
})
