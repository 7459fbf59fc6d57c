import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fakeRecording, openHub } from '../support/fake-hub.ts'
import { FakePage, stretch } from '../support/fake-terminal.ts'
import { settle } from '../support/fake-time.ts'

const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('say' as const), n: fc.nat(9000) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('flood' as const), n: fc.nat(90_000) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('time' as const), n: fc.nat(8) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('read' as const), n: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), n: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('resize' as const), n: fc.nat(200) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('type' as const), n: fc.nat(3) }) },
)

const hash = (bytes: Iterable<number>) =>
  createHash('sha256').update(Uint8Array.from(bytes)).digest('hex')

test('every byte arrives once, in order, over random cuts, whatever the ring still holds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 80 }), async actions => {
      const { time, pty, hub } = openHub()
      const page = new FakePage(hub, { client: 'the-one-page', reads: false, acks: false })
      page.connect()
      let said = 0
      let keys = 0
      const unconfirmed = new Map<number, string>()
      const sendAgain = () => {
        for (const [id, key] of unconfirmed) page.type(id, key)
      }
      const run = (todo: { do: string; n: number }) => {
        if (todo.do === 'say' || todo.do === 'flood') {
          pty.say(stretch(said, said + todo.n))
          said += todo.n
        } else if (todo.do === 'time') time.advance(todo.n)
        else if (todo.do === 'read') page.read(todo.n)
        else if (todo.do === 'resize') page.send({ type: 'resize', cols: todo.n + 1, rows: 24 })
        else if (todo.do === 'type') {
          keys += 1
          unconfirmed.set(keys, `${keys}\n`)
          page.type(keys, `${keys}\n`)
        } else {
          page.cut()
          page.connect()
          sendAgain()
        }
        for (const { id } of page.of('inputAck')) unconfirmed.delete(id)
        if (todo.n % 2 === 0) page.acknowledge()
      }
      for (const todo of actions) run(todo)
      page.reads = true
      page.cut()
      page.connect()
      sendAgain()
      for (let i = 0; i < 30; i += 1) {
        time.advance(5)
        page.read()
        page.acknowledge()
      }
      expect(page.faults).toEqual([])
      expect(page.offset).toBe(said)
      expect(hash(page.shown)).toBe(hash(stretch(0, said)))
      expect(pty.typed.join('')).toBe(Array.from({ length: keys }, (_, i) => `${i + 1}\n`).join(''))
      expect(pty.paused).toBe(false)
      expect(page.of('resize').at(-1) ?? { cols: 80 }).toMatchObject({ cols: hub.size.cols })
      hub.dispose()
      expect(time.pending()).toBe(0)
    }),
    { numRuns: 150 },
  )
})

test('with a ring too small, screens fill the gaps and the rest is whole', async () => {
  const ringBytes = 4000
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 60 }), async actions => {
      let said = 0
      const recording = fakeRecording({
        cursor: () => ({ file: 'a.cast', position: 0, offset: said }),
      })
      const { time, pty, hub } = openHub({
        ringBytes,
        recording,
        screens: async ({ offset }) => ({ offset, cols: 80, rows: 24, screen: '' }),
      })
      const pages = (['own', 'observe'] as const).map(mode => {
        const page = new FakePage(hub, { mode, reads: false, acks: false })
        page.connect()
        return page
      })
      const check = (page: FakePage) => {
        expect(page.faults).toEqual([])
        const from = page.offset - page.shown.length
        expect(hash(page.shown)).toBe(hash(stretch(from, page.offset)))
      }
      for (const todo of actions) {
        const page = pages[todo.n % 2] as FakePage
        if (todo.do === 'say' || todo.do === 'flood') {
          pty.say(stretch(said, said + todo.n))
          said += todo.n
        } else if (todo.do === 'time') time.advance(todo.n * 100)
        else if (todo.do === 'read') page.read(todo.n)
        else if (todo.do === 'cut') {
          page.cut()
          page.connect()
        }
        if (todo.n % 3 === 0) page.acknowledge()
        await settle(4)
        for (const each of pages) check(each)
      }
      for (let i = 0; i < 12; i += 1) {
        time.advance(1000)
        for (const each of pages) {
          each.read()
          each.acknowledge()
        }
        await settle()
      }
      for (const each of pages) {
        check(each)
        expect(each.offset).toBe(said)
      }
      expect(pty.paused).toBe(false)
      hub.dispose()
    }),
    { numRuns: 150 },
  )
})

test('a stalled observer never slows the member, and memory stays bounded', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 200 }),
      fc.nat(20),
      async (chunks, readsBefore) => {
        const { time, pty, hub } = openHub()
        const own = new FakePage(hub)
        own.connect()
        const stalled = new FakePage(hub, { mode: 'observe', reads: false, acks: false })
        stalled.connect()
        let said = 0
        for (const [i, chunk] of chunks.entries()) {
          pty.say(stretch(said, said + chunk))
          said += chunk
          if (i < readsBefore) stalled.read(1)
          time.advance(5)
          await settle(2)
          expect(pty.paused).toBe(false)
          expect(own.offset).toBe(said)
        }
        expect(stalled.mostBuffered).toBeLessThan(512 * 1024)
        hub.dispose()
      },
    ),
    { numRuns: 30 },
  )
})
