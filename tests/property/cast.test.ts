import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CastWriter } from '../../server/recordings/cast-writer.ts'
import { incompleteTail, Utf8Stream } from '../../server/recordings/utf8-stream.ts'

/** Bytes with much that is nearly UTF-8, cut at random places. */
const cutBytes = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme' }).map(text => Buffer.from(text)),
        fc.uint8Array({ maxLength: 5 }).map(bytes => Buffer.from(bytes)),
        fc
          .string({ unit: 'grapheme', minLength: 1 })
          .map(text => Buffer.from(text).subarray(0, -1)),
      ),
      { maxLength: 30 },
    ),
    fc.array(fc.nat(20), { maxLength: 60 }),
  )
  .map(([parts, cuts]) => {
    const all = Buffer.concat(parts)
    const pieces: Buffer[] = []
    let at = 0
    for (const cut of cuts) {
      pieces.push(all.subarray(at, at + cut))
      at += cut
    }
    return [...pieces, all.subarray(at)]
  })

type Event = [number, string, string]

const eventsOf = (lines: string): Event[] =>
  lines
    .trimEnd()
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))

test('a stream cut anywhere decodes as if it had come whole', () => {
  fc.assert(
    fc.property(cutBytes, pieces => {
      const stream = new Utf8Stream()
      const text = pieces.map(piece => stream.decode(piece)).join('') + stream.end()
      expect(text).toBe(Buffer.concat(pieces).toString('utf8'))
      expect(stream.heldBytes).toBe(0)
    }),
    { numRuns: 500 },
  )
})

test('at most three bytes are held back, and never a whole character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(3), (text, cut) => {
      const bytes = Buffer.from(text)
      const piece = bytes.subarray(0, bytes.length - cut)
      expect(incompleteTail(bytes)).toBe(0)
      expect(incompleteTail(piece)).toBeLessThanOrEqual(3)
      const whole = piece.subarray(0, piece.length - incompleteTail(piece)).toString()
      expect(text.startsWith(whole)).toBe(true)
    }),
  )
})

test('every line is an event, its text is the output, and its offset is the bytes it holds', () => {
  fc.assert(
    fc.property(cutBytes, pieces => {
      const writer = new CastWriter()
      let lines = ''
      let given = 0
      for (const [i, piece] of pieces.entries()) {
        lines += writer.output(i, piece)
        given += piece.length
        expect(given - writer.offset).toBeLessThanOrEqual(3)
      }
      lines += writer.rest(pieces.length)
      expect(writer.offset).toBe(given)
      const events = eventsOf(lines)
      expect(events.every(([interval, code]) => interval >= 0 && code === 'o')).toBe(true)
      const text = events.map(([, , data]) => data).join('')
      expect(text).toBe(Buffer.concat(pieces).toString('utf8'))
      expect(Buffer.from(text).toString()).toBe(text)
    }),
  )
})

test('intervals add up to the time that passed, whatever their fractions', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 5000, noNaN: true }), { minLength: 1, maxLength: 300 }),
      steps => {
        const writer = new CastWriter()
        let at = 0
        let lines = ''
        for (const step of steps) {
          at += step
          lines += writer.output(at, Buffer.from('x'))
        }
        const total = eventsOf(lines).reduce((sum, [interval]) => sum + interval * 1000, 0)
        expect(Math.abs(total - at)).toBeLessThanOrEqual(0.51)
      },
    ),
  )
})
