import { describe, expect, it } from 'vitest'
import { isBenchFile } from '../bench/names.ts'
import { percentile, rounded, summary } from '../bench/percentiles.ts'

describe('a percentile', () => {
  const samples = [15, 20, 35, 40, 50]

  it.each([
    [0, 15],
    [5, 15],
    [30, 20],
    [40, 20],
    [50, 35],
    [95, 50],
    [100, 50],
  ])('%d of five samples is the one measured: %d', (p, value) => {
    expect(percentile(samples, p)).toBe(value)
  })

  it('orders numbers as numbers and leaves the samples as they were', () => {
    const own = [100, 9, 10]
    expect(percentile(own, 50)).toBe(10)
    expect(own).toEqual([100, 9, 10])
  })

  it('of nothing is refused', () => {
    expect(() => percentile([], 50)).toThrow('at least one sample')
  })

  it('is reported with as many digits as mean something', () => {
    expect(summary([1.23456, 2.34567])).toEqual({ p50: 1.23, p95: 2.35 })
    expect(rounded(0.1 + 0.2)).toBe(0.3)
  })
})

describe('the files of the benches', () => {
  it('are benches by a name of one word; what helps them has another', () => {
    expect(['start.ts', 'terminal.ts'].every(isBenchFile)).toBe(true)
    const helpers = ['main.ts', 'names.ts', 'percentiles.ts', 'terminal-client.ts', 'notes.md']
    expect(helpers.some(isBenchFile)).toBe(false)
  })
})
