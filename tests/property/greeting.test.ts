import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withoutGreeting } from '../../server/terminals/greeting.ts'

const GREETING = Buffer.from('\x1b[H\x1b[J')

const through = (chunks: readonly Uint8Array[]): Buffer => {
  const out: Uint8Array[] = []
  const push = withoutGreeting(GREETING, bytes => out.push(Buffer.from(bytes)))
  for (const chunk of chunks) push(chunk)
  return Buffer.concat(out)
}

const cutAt = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const places = [...new Set(cuts.map(cut => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  return [0, ...places].map((from, i) => bytes.subarray(from, places[i] ?? bytes.length))
}

/** Streams that often begin with the greeting, or with a part of it. */
const stream = fc
  .tuple(fc.nat({ max: GREETING.length }), fc.uint8Array({ maxLength: 20 }))
  .map(([part, rest]) => Buffer.concat([GREETING.subarray(0, part), rest]))

describe('a stream without its greeting', () => {
  it('is the rest of it, however it is cut', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat({ max: 40 })), (bytes, cuts) => {
        const greets = bytes.subarray(0, GREETING.length).equals(GREETING)
        const expected = greets ? bytes.subarray(GREETING.length) : bytes
        const got = through(cutAt(bytes, cuts))
        // A beginning of the greeting, and nothing after it, may still become one: it is held.
        const held = GREETING.subarray(0, bytes.length).equals(bytes)
        expect(got.equals(held && !greets ? Buffer.alloc(0) : expected)).toBe(true)
      }),
    )
  })

  it('keeps a greeting that comes later', () => {
    expect(through([Buffer.from('a'), GREETING]).toString()).toBe(`a${GREETING}`)
  })
})
