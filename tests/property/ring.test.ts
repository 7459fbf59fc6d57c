import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteRing } from '../../server/terminals/ring.ts'

const byteAt = (offset: number) => (offset * 31 + 7) & 255

const stretch = (from: number, to: number) =>
  Uint8Array.from({ length: to - from }, (_, i) => byteAt(from + i))

test('answers every range that it still holds, and none that it does not', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.nat({ max: 1_000_000 }),
      fc.array(fc.nat({ max: 700 }), { maxLength: 40 }),
      fc.nat(),
      fc.nat(),
      (capacity, start, pushes, a, b) => {
        const ring = new ByteRing(capacity, start)
        let end = start
        for (const length of pushes) {
          ring.push(stretch(end, end + length))
          end += length
          expect(ring.end).toBe(end)
          expect(ring.start).toBe(Math.max(start, end - capacity))
          const since = ring.start + (a % (end - ring.start + 1))
          const until = since + (b % (end - since + 1))
          expect(ring.suffix(since)).toEqual(stretch(since, end))
          expect(ring.suffix(since, until)).toEqual(stretch(since, until))
          expect(ring.suffix(ring.start - 1)).toBe('before')
          expect(ring.suffix(end + 1)).toBe('after')
        }
      },
    ),
  )
})

test('keeps what it holds while its memory grows', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 90_000 }), { maxLength: 12 }),
      fc.nat({ max: 300_000 }),
      (pushes, start) => {
        const capacity = 300_000
        const ring = new ByteRing(capacity, start)
        let end = start
        for (const length of pushes) {
          ring.push(stretch(end, end + length))
          end += length
        }
        expect(ring.start).toBe(Math.max(start, end - capacity))
        const held = ring.suffix(ring.start)
        expect(held !== 'before' && held !== 'after').toBe(true)
        expect(Buffer.compare(Buffer.from(held), Buffer.from(stretch(ring.start, end)))).toBe(0)
      },
    ),
    { numRuns: 40 },
  )
})
