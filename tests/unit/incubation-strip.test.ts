import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CELLS,
  cellWidth,
  spanFor,
  spansAt,
  uptimeOf,
  uptimeStrip,
} from '../../server/incubation/strip.ts'

const MINUTE = 60_000

describe('the uptime strip', () => {
  it('shows minutes at first and days after a quarter', () => {
    expect(cellWidth(0)).toBe(MINUTE)
    expect(cellWidth(90 * MINUTE)).toBe(MINUTE)
    expect(cellWidth(91 * MINUTE)).toBe(5 * MINUTE)
    expect(cellWidth(89 * 24 * 60 * MINUTE)).toBe(24 * 60 * MINUTE)
  })

  it('holds the whole of any length of time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), elapsed => {
        expect(cellWidth(elapsed) * CELLS).toBeGreaterThanOrEqual(elapsed)
      }),
    )
  })

  it('is made of counts that are kept, at any age', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), elapsed => {
        const width = cellWidth(elapsed)
        expect(spansAt(elapsed)).toContain(spanFor(width))
        expect(width % spanFor(width)).toBe(0)
      }),
    )
  })

  it('tells up, down, mixed and not probed apart', () => {
    const strip = uptimeStrip(1000, MINUTE, [
      { index: 0, up: 2, down: 0 },
      { index: 1, up: 1, down: 1 },
      { index: 3, up: 0, down: 4 },
    ])
    expect(strip).toHaveLength(CELLS)
    expect(strip.slice(0, 5).map(cell => cell.state)).toEqual([
      'up',
      'mixed',
      'none',
      'down',
      'none',
    ])
    expect(strip[1]).toMatchObject({ from: 1000 + MINUTE, to: 1000 + 2 * MINUTE })
  })

  it('has no uptime before the first probe', () => {
    expect(uptimeOf([])).toBeNull()
    expect(uptimeOf([{ index: 0, up: 3, down: 1 }])).toBe(0.75)
  })
})
