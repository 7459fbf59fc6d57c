import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type ClientFrame,
  decodeClientFrame,
  decodeServerFrame,
  encodeClientFrame,
  encodeServerFrame,
  MAX_DIMENSION,
  MAX_INPUT_BYTES,
  type ServerFrame,
} from '../../server/terminals/frames.ts'
import type { TerminalMode } from '../../server/terminals/view.ts'

const integer = fc.maxSafeNat()
const bytes = fc.uint8Array({ maxLength: 300 })
const dimension = fc.integer({ min: 1, max: MAX_DIMENSION })
const mode = fc.constantFrom<TerminalMode>('own', 'observe')
const text = fc.string({ unit: 'binary' })

const clientFrame: fc.Arbitrary<ClientFrame> = fc.oneof(
  fc.record({ type: fc.constant('input' as const), id: integer, bytes }),
  fc.record({ type: fc.constant('resize' as const), cols: dimension, rows: dimension }),
  fc.record({ type: fc.constant('ack' as const), offset: integer }),
)

const serverFrame: fc.Arbitrary<ServerFrame> = fc.oneof(
  fc.record({ type: fc.constant('output' as const), offset: integer, bytes }),
  fc.record({
    type: fc.constant('snapshot' as const),
    offset: integer,
    cols: dimension,
    rows: dimension,
    screen: text,
  }),
  fc.record({ type: fc.constant('resize' as const), cols: dimension, rows: dimension }),
  fc.record({
    type: fc.constant('state' as const),
    state: fc.record({
      mode,
      viewers: fc.array(fc.record({ handle: text, mode })),
      recording: fc.boolean(),
      ended: fc.option(fc.record({ why: text })),
    }),
  }),
  fc.record({ type: fc.constant('inputAck' as const), id: integer }),
)

test('every client frame survives the wire', () => {
  fc.assert(
    fc.property(clientFrame, frame => {
      expect(decodeClientFrame(encodeClientFrame(frame))).toEqual({ ok: true, frame })
    }),
  )
})

test('every server frame survives the wire', () => {
  fc.assert(
    fc.property(serverFrame, frame => {
      expect(decodeServerFrame(encodeServerFrame(frame))).toEqual({ ok: true, frame })
    }),
  )
})

test('decodes a frame that lies inside a larger buffer', () => {
  fc.assert(
    fc.property(clientFrame, bytes, (frame, around) => {
      const encoded = encodeClientFrame(frame)
      const larger = new Uint8Array(around.length * 2 + encoded.length)
      larger.set(encoded, around.length)
      const inside = larger.subarray(around.length, around.length + encoded.length)
      expect(decodeClientFrame(inside)).toEqual({ ok: true, frame })
    }),
  )
})

test('random bytes never throw, and what decodes encodes to the same bytes again', () => {
  const wild = fc
    .tuple(fc.constantFrom(1, 2, 3, 0x81, 0x82, 0x83, 0x84, 0x85, 0, 255), bytes)
    .map(([type, rest]) => Uint8Array.of(type, ...rest))
  fc.assert(
    fc.property(fc.oneof(wild, bytes), data => {
      const fromClient = decodeClientFrame(data)
      if (fromClient.ok) expect(encodeClientFrame(fromClient.frame)).toEqual(data)
      else expect(fromClient.why).toMatch(/^[A-Z].*\.$/)
      const fromServer = decodeServerFrame(data)
      if (fromServer.ok && fromServer.frame.type !== 'state') {
        expect(encodeServerFrame(fromServer.frame)).toEqual(data)
      }
    }),
    { numRuns: 1000 },
  )
})

test('refuses sizes outside 1 to 1000', () => {
  for (const [cols, rows] of [
    [0, 24],
    [80, 0],
    [MAX_DIMENSION + 1, 24],
    [80, 65_535],
  ] as const) {
    const encoded = encodeClientFrame({ type: 'resize', cols, rows })
    expect(decodeClientFrame(encoded)).toMatchObject({ ok: false, fault: 'malformed' })
  }
})

test('takes an input of exactly 64 KiB and calls a longer one oversized', () => {
  const input = (length: number) =>
    decodeClientFrame(encodeClientFrame({ type: 'input', id: 1, bytes: new Uint8Array(length) }))
  expect(input(MAX_INPUT_BYTES).ok).toBe(true)
  expect(input(MAX_INPUT_BYTES + 1)).toMatchObject({ ok: false, fault: 'oversized' })
})

test('refuses an offset past the largest safe integer', () => {
  const data = Uint8Array.of(3, 0x00, 0x20, 0, 0, 0, 0, 0, 0)
  expect(decodeClientFrame(data)).toMatchObject({ ok: false, fault: 'malformed' })
})
