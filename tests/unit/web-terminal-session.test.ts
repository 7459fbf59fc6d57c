import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import {
  type ClientFrame,
  decodeClientFrame,
  encodeServerFrame,
  type ServerFrame,
} from '../../server/terminals/frames.ts'
import { MAX_PENDING_BYTES, TerminalSession } from '../../web/terminal/session.ts'
import type { LinkEvents, SessionStatus } from '../../web/terminal/session-port.ts'

/** A clock that is moved by hand. */
const createClock = () => {
  let time = 0
  let timers: { at: number; run: () => void }[] = []
  return {
    now: () => time,
    after: (ms: number, run: () => void) => {
      const timer = { at: time + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter(other => other !== timer)
      }
    },
    advance(ms: number) {
      const end = time + ms
      for (;;) {
        const next = timers.filter(timer => timer.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers = timers.filter(timer => timer !== next)
        time = next.at
        next.run()
      }
      time = end
    },
    pending: () => timers.length,
  }
}

type Fake = { since: number; events: LinkEvents; sent: ClientFrame[]; closed: boolean }

const state = (ended: { why: string } | null = null): ServerFrame => ({
  type: 'state',
  state: { mode: 'own', viewers: [], recording: true, ended },
})

const text = (value: string) => new TextEncoder().encode(value)

/** How a browser tells of a link that was cut, or never came to be. */
const CUT = { code: 1006, reason: '' }

const start = (random = () => 1, whyGone?: () => Promise<string | null>) => {
  const clock = createClock()
  const links: Fake[] = []
  const statuses: SessionStatus[] = []
  const shown: (() => void)[] = []
  const echoes: number[] = []
  const sizes: string[] = []
  let screen = ''
  const session = new TerminalSession({
    ...clock,
    random,
    ...(whyGone ? { whyGone } : {}),
    onStatus: status => statuses.push(status),
    onEcho: ms => echoes.push(ms),
    open: (since, events) => {
      const fake: Fake = { since, events, sent: [], closed: false }
      links.push(fake)
      return {
        send: bytes => {
          const decoded = decodeClientFrame(bytes)
          if (decoded.ok) fake.sent.push(decoded.frame)
        },
        close: () => {
          fake.closed = true
        },
      }
    },
    screen: {
      output: (bytes, done) => {
        screen += new TextDecoder('latin1').decode(bytes)
        shown.push(done)
      },
      snapshot: (_cols, _rows, drawn, done) => {
        screen = drawn
        shown.push(done)
      },
      resize: (cols, rows) => sizes.push(`${cols}x${rows}`),
    },
  })
  const link = () => {
    const last = links.at(-1)
    if (!last) throw new Error('no link was opened')
    return last
  }
  const serve = (...frames: ServerFrame[]) => {
    for (const frame of frames) link().events.message(encodeServerFrame(frame))
  }
  return { clock, links, link, serve, session, statuses, shown, echoes, sizes, read: () => screen }
}

describe('a terminal session', () => {
  test('resumes from the offset the client last saw', () => {
    const { clock, link, serve, read } = start()
    link().events.opened()
    serve(state(), { type: 'output', offset: 0, bytes: text('hello ') })
    link().events.closed(CUT)
    clock.advance(500)
    expect(link().since).toBe(6)
    link().events.opened()
    serve({ type: 'output', offset: 3, bytes: text('lo world') })
    expect(read()).toBe('hello world')
  })

  test('connects anew when output is missing, rather than showing a gap', () => {
    const { clock, links, link, serve, read, session } = start()
    link().events.opened()
    serve({ type: 'output', offset: 5, bytes: text('late') })
    expect(read()).toBe('')
    expect(session.status.is).toBe('waiting')
    clock.advance(500)
    expect(links).toHaveLength(2)
    expect(link().since).toBe(0)
  })

  test('replaces the screen by a snapshot and goes on from its offset', () => {
    const { link, serve, read, session } = start()
    link().events.opened()
    serve(
      { type: 'output', offset: 0, bytes: text('old') },
      { type: 'snapshot', offset: 900, cols: 80, rows: 24, screen: 'new' },
      { type: 'output', offset: 900, bytes: text('er') },
    )
    expect(read()).toBe('newer')
    expect(session.received).toBe(902)
  })

  test('acknowledges only what has been drawn', () => {
    const { link, serve, shown } = start()
    link().events.opened()
    serve({ type: 'output', offset: 0, bytes: text('abc') })
    expect(link().sent).toEqual([])
    shown[0]?.()
    expect(link().sent).toEqual([{ type: 'ack', offset: 3 }])
  })

  test('does not acknowledge on a new link what an old one brought', () => {
    const { clock, link, serve, shown } = start()
    link().events.opened()
    serve({ type: 'output', offset: 0, bytes: text('abc') })
    link().events.closed(CUT)
    clock.advance(500)
    link().events.opened()
    shown[0]?.()
    expect(link().sent).toEqual([])
  })

  test('sends unacknowledged input again after a reconnect, with its id', () => {
    const { clock, link, serve, session } = start()
    link().events.opened()
    session.input(text('a'))
    session.input(text('b'))
    serve({ type: 'inputAck', id: 1 })
    link().events.closed(CUT)
    session.input(text('c'))
    clock.advance(500)
    link().events.opened()
    expect(link().sent).toEqual([
      { type: 'input', id: 2, bytes: text('b') },
      { type: 'input', id: 3, bytes: text('c') },
    ])
  })

  test('refuses more typing ahead than it can keep', () => {
    const { session } = start()
    expect(session.input(new Uint8Array(MAX_PENDING_BYTES))).toBe(true)
    expect(session.input(text('x'))).toBe(false)
  })

  test('tells the size on every connection', () => {
    const { clock, link, session } = start()
    session.resize(100, 30)
    link().events.opened()
    session.resize(100, 30)
    session.resize(120, 30)
    link().events.closed(CUT)
    clock.advance(500)
    expect(link().sent).toEqual([])
    link().events.opened()
    expect(link().sent).toEqual([{ type: 'resize', cols: 120, rows: 30 }])
  })

  test('waits 500 ms × 2ⁿ up to 10 s between tries', () => {
    const { clock, link, session } = start()
    const waits: number[] = []
    for (let i = 0; i < 7; i++) {
      link().events.closed(CUT)
      const { status } = session
      if (status.is === 'waiting') waits.push(status.retryAt - clock.now())
      session.retryNow()
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000])
  })

  test('spreads its tries over the whole wait', () => {
    const { link, session } = start(() => 0.25)
    link().events.closed(CUT)
    expect(session.status).toMatchObject({ is: 'waiting', retryAt: 125 })
  })

  test('starts again with short waits once a connection has held', () => {
    const { clock, link, session } = start()
    link().events.closed(CUT)
    clock.advance(500)
    link().events.closed(CUT)
    clock.advance(1000)
    link().events.opened()
    clock.advance(10_000)
    link().events.closed(CUT)
    expect(session.status).toMatchObject({ is: 'waiting', retryAt: clock.now() + 500 })
  })

  test('gives up on a connection that does not answer within 8 s', () => {
    const { clock, links } = start()
    clock.advance(8_000)
    expect(links[0]?.closed).toBe(true)
    clock.advance(500)
    expect(links).toHaveLength(2)
  })

  test('takes typing without an answer for 10 s as a dead link', () => {
    const { clock, link, session, serve } = start()
    link().events.opened()
    session.input(text('a'))
    clock.advance(9_000)
    serve({ type: 'inputAck', id: 1 })
    clock.advance(20_000)
    expect(session.status.is).toBe('connected')
    session.input(text('b'))
    clock.advance(10_000)
    expect(session.status.is).toBe('waiting')
  })

  test('tries at once when asked to', () => {
    const { links, link, session, clock } = start()
    link().events.closed(CUT)
    session.retryNow()
    expect(links).toHaveLength(2)
    clock.advance(500)
    expect(links).toHaveLength(2)
  })

  test('says why it ended, and stays ended', () => {
    const { clock, links, link, serve, session, statuses } = start()
    link().events.opened()
    serve(state({ why: 'The shell exited.' }))
    link().events.closed(CUT)
    clock.advance(60_000)
    expect(links).toHaveLength(1)
    expect(statuses.at(-1)).toEqual({ is: 'ended', why: 'The shell exited.' })
    expect(session.input(text('x'))).toBe(false)
    expect(clock.pending()).toBe(0)
  })

  test('shows what was still on its way when it ended', () => {
    const { link, serve, session, read } = start()
    link().events.opened()
    serve(state({ why: 'The shell exited.' }))
    serve({ type: 'output', offset: 0, bytes: text('logout') })
    expect(session.status.is).toBe('connected')
    link().events.closed({ code: 1000, reason: 'The shell exited.' })
    expect(read()).toBe('logout')
    expect(session.status).toEqual({ is: 'ended', why: 'The shell exited.' })
  })

  test.each([4001, 1008])('does not try again after a close with %i', code => {
    const { clock, links, link, session } = start()
    link().events.opened()
    link().events.closed({ code, reason: 'Not here.' })
    clock.advance(60_000)
    expect(links).toHaveLength(1)
    expect(session.status).toEqual({ is: 'ended', why: 'Not here.' })
  })

  test('asks after a refused connection whether the terminal is gone for good', async () => {
    const { clock, links, link, session } = start(undefined, async () => 'Its lab ended.')
    link().events.closed(CUT)
    await vi.waitUntil(() => session.status.is === 'ended')
    clock.advance(60_000)
    expect(links).toHaveLength(1)
    expect(session.status).toEqual({ is: 'ended', why: 'Its lab ended.' })
  })

  test('goes on trying when nobody knows, or nobody can be asked', async () => {
    for (const whyGone of [async () => null, () => Promise.reject(new Error('away'))]) {
      const { clock, links, link } = start(undefined, whyGone)
      link().events.closed(CUT)
      await Promise.resolve().then(() => {})
      clock.advance(500)
      expect(links).toHaveLength(2)
    }
  })

  test('measures the echo as a median of acknowledgements', () => {
    const { clock, link, serve, session, echoes } = start()
    link().events.opened()
    for (const [index, ms] of [2, 40, 4].entries()) {
      session.input(text('x'))
      clock.advance(ms)
      serve({ type: 'inputAck', id: index + 1 })
    }
    expect(echoes.at(-1)).toBe(4)
  })

  test('leaves no timer and no link behind when disposed of', () => {
    const { clock, link, session } = start()
    link().events.opened()
    session.input(text('a'))
    session.dispose()
    expect(link().closed).toBe(true)
    expect(clock.pending()).toBe(0)
  })

  test('shows every byte once and types every byte once, however the link is cut', () => {
    const script = fc.record({
      output: fc.uint8Array({ minLength: 1, maxLength: 400 }),
      steps: fc.array(
        fc.oneof(
          fc.record({ do: fc.constant('send' as const), n: fc.integer({ min: 1, max: 60 }) }),
          fc.record({ do: fc.constant('type' as const), n: fc.integer({ min: 1, max: 9 }) }),
          fc.record({ do: fc.constant('answer' as const), n: fc.integer({ min: 0, max: 5 }) }),
          fc.record({ do: fc.constant('cut' as const), n: fc.integer({ min: 0, max: 12_000 }) }),
          fc.record({ do: fc.constant('again' as const), n: fc.integer({ min: 0, max: 50 }) }),
        ),
        { maxLength: 60 },
      ),
    })
    fc.assert(
      fc.property(script, ({ output, steps }) => {
        const { clock, link, session, serve, read } = start(() => 0.5)
        const typed: number[] = []
        const taken: number[] = []
        let lastId = 0
        let served = 0
        let answered = 0
        let next = 0
        /** The server's side: takes new input frames, skips ids that it knows. */
        const take = (count: number) => {
          for (const frame of link().sent.slice(answered, answered + count)) {
            if (frame.type !== 'input') continue
            if (frame.id > lastId) {
              taken.push(...frame.bytes)
              lastId = frame.id
            }
            serve({ type: 'inputAck', id: lastId })
          }
          answered = Math.min(answered + count, link().sent.length)
        }
        const open = () => {
          link().events.opened()
          served = link().since
          answered = 0
        }
        const cut = (ms: number) => {
          link().events.closed(CUT)
          clock.advance(ms)
          while (session.status.is === 'waiting') clock.advance(100)
          open()
        }
        open()
        for (const step of steps) {
          if (step.do === 'send') {
            const end = Math.min(served + step.n, output.length)
            serve({ type: 'output', offset: served, bytes: output.slice(served, end) })
            served = end
          } else if (step.do === 'again') {
            const from = Math.max(0, served - step.n)
            serve({ type: 'output', offset: from, bytes: output.slice(from, served) })
          } else if (step.do === 'type') {
            const bytes = Uint8Array.from({ length: step.n }, () => next++ % 256)
            typed.push(...bytes)
            session.input(bytes)
          } else if (step.do === 'answer') take(step.n)
          else cut(Math.min(step.n, 5_000))
        }
        cut(0)
        take(Number.MAX_SAFE_INTEGER)
        serve({ type: 'output', offset: served, bytes: output.slice(served) })
        expect(read()).toBe(new TextDecoder('latin1').decode(output))
        expect(taken).toEqual(typed)
        session.dispose()
      }),
    )
  })
})
