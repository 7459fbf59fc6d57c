import { describe, expect, it, vi } from 'vitest'
import { MOST_VIEWERS } from '../../server/terminals/audience.ts'
import { decodeServerFrame } from '../../server/terminals/frames.ts'
import { fakeRecording, openHub, textOf } from '../support/fake-hub.ts'
import { stretch } from '../support/fake-terminal.ts'
import { settle } from '../support/fake-time.ts'

const MiB = 1024 * 1024

describe('output', () => {
  it('shows a keystroke’s echo at once', () => {
    const { pty, page } = openHub()
    const own = page()
    pty.say('a')
    expect(textOf(own)).toBe('a')
  })

  it('reaches observers within a frame of the screen', () => {
    const { time, pty, page } = openHub()
    const observer = page({ mode: 'observe' })
    pty.say('a')
    pty.say('b')
    time.advance(15)
    expect(textOf(observer)).toBe('')
    time.advance(1)
    expect(textOf(observer)).toBe('ab')
    expect(observer.of('output')).toHaveLength(1)
  })

  it('puts a flood together into a few large frames', () => {
    const { time, pty, page } = openHub()
    const own = page({ acks: false })
    for (let i = 0; i < 24; i += 1) pty.say(stretch(i * 4096, (i + 1) * 4096))
    time.advance(5)
    expect(own.shown.length).toBe(24 * 4096)
    expect(own.of('output').length).toBe(3)
  })

  it('never holds a chunk back for longer than 5 ms', () => {
    const { time, pty, page } = openHub()
    const own = page()
    pty.say('x'.repeat(2000))
    expect(textOf(own)).toBe('')
    time.advance(5)
    expect(own.shown.length).toBe(2000)
  })

  it('gives the recording every byte before any viewer', () => {
    const order: string[] = []
    const recording = fakeRecording({ output: () => order.push('recorded') })
    const { pty, page } = openHub({ recording })
    const own = page()
    const { frames } = own
    own.frames = new Proxy(frames, {
      set: (target, key, value) => {
        if (value?.type === 'output') order.push('shown')
        return Reflect.set(target, key, value)
      },
    })
    pty.say('a')
    expect(order).toEqual(['recorded', 'shown'])
  })

  it('puts a new size between the bytes where it happened, for a late viewer too', async () => {
    const { time, pty, page } = openHub()
    const own = page()
    pty.say('ab')
    own.send({ type: 'resize', cols: 100, rows: 30 })
    pty.say('cd')
    time.advance(10)
    const late = page({ mode: 'observe' })
    expect(late.frames.filter(frame => frame.type !== 'state')).toMatchObject([
      { type: 'resize', cols: 80, rows: 24 },
      { type: 'output', offset: 0, bytes: Uint8Array.from(Buffer.from('ab')) },
      { type: 'resize', cols: 100, rows: 30 },
      { type: 'output', offset: 2, bytes: Uint8Array.from(Buffer.from('cd')) },
    ])
    await settle()
  })
})

describe('input', () => {
  it('takes effect once when it is sent again over a new connection', () => {
    const { pty, page } = openHub()
    const own = page({ client: 'page-0001' })
    own.type(1, 'l')
    own.type(2, 's')
    own.cut()
    own.connect()
    own.type(2, 's')
    own.type(3, '\r')
    expect(pty.typed).toEqual(['l', 's', '\r'])
  })

  it('is confirmed with its echo, or soon without one', () => {
    const { time, pty, page } = openHub()
    const own = page()
    own.type(1, 'l')
    own.type(2, 's')
    expect(own.of('inputAck')).toEqual([])
    pty.say('ls')
    expect(own.of('inputAck')).toEqual([{ type: 'inputAck', id: 2 }])
    own.type(3, 'a secret')
    time.advance(20)
    expect(own.of('inputAck').at(-1)).toEqual({ type: 'inputAck', id: 3 })
  })

  it('of two pages with the same ids is all typed', () => {
    const { pty, page } = openHub()
    page({ client: 'page-0001' }).type(1, 'a')
    page({ client: 'page-0002' }).type(1, 'b')
    page().type(1, 'c')
    page().type(1, 'd')
    expect(pty.typed).toEqual(['a', 'b', 'c', 'd'])
  })

  it('of an observer is not heard, and neither are its sizes', () => {
    const onResize = vi.fn()
    const { pty, page } = openHub({ onResize })
    const observer = page({ mode: 'observe' })
    observer.type(1, 'rm -rf /\r')
    observer.send({ type: 'resize', cols: 10, rows: 10 })
    expect(pty.typed).toEqual([])
    expect(onResize).not.toHaveBeenCalled()
    expect(observer.closed).toBeNull()
  })

  it('is held while the stream is lost, and typed when it is back', () => {
    const { hub, pty, page } = openHub()
    const own = page()
    hub.connect(null)
    own.type(1, 'held')
    expect(pty.typed).toEqual([])
    hub.connect(pty)
    expect(pty.typed).toEqual(['held'])
  })

  it('that is malformed closes its own connection alone', () => {
    const { pty, page } = openHub()
    const own = page()
    const broken = page()
    broken.sendRaw(Uint8Array.of(77, 1, 2))
    expect(broken.closed).toMatchObject({ code: 1007 })
    const large = page()
    large.send({ type: 'input', id: 1, bytes: new Uint8Array(70_000) })
    expect(large.closed).toMatchObject({ code: 1009 })
    pty.say('still here')
    expect(textOf(own)).toBe('still here')
    expect(own.closed).toBeNull()
  })
})

describe('who is there', () => {
  it('is told to everybody at each coming and going', () => {
    const onJoin = vi.fn()
    const onLeave = vi.fn()
    const { page } = openHub({ onJoin, onLeave })
    const own = page()
    const observer = page({ handle: 'grace', mode: 'observe' })
    expect(own.of('state').at(-1)?.state).toEqual({
      mode: 'own',
      viewers: [
        { handle: 'ada', mode: 'own' },
        { handle: 'grace', mode: 'observe' },
      ],
      recording: false,
      ended: null,
    })
    expect(observer.of('state').at(-1)?.state.mode).toBe('observe')
    observer.cut()
    expect(own.of('state').at(-1)?.state.viewers).toHaveLength(1)
    expect(onJoin).toHaveBeenCalledTimes(2)
    expect(onLeave).toHaveBeenCalledTimes(1)
  })

  it('is told in one frame to all of a mode', () => {
    const { hub } = openHub()
    const sent: Uint8Array[][] = []
    for (const mode of ['own', 'observe', 'observe'] as const) {
      const frames: Uint8Array[] = []
      const send = (frame: Uint8Array) => {
        const decoded = decodeServerFrame(frame)
        if (decoded.ok && decoded.frame.type === 'state') frames.push(frame)
      }
      const rest = { client: null, send, bufferedAmount: () => 0, close: () => {} }
      hub.attach({ handle: 'ada', mode, ...rest }, 0)
      sent.push(frames)
    }
    const [own, one, other] = sent.map(frames => frames.at(-1))
    expect(one).toBe(other)
    expect(own).not.toBe(one)
  })

  it('has a bound, within which a page that comes again takes its own place', () => {
    const { hub, page } = openHub()
    for (let n = 0; n < MOST_VIEWERS; n += 1) page({ client: `page-${n}`, mode: 'observe' })
    expect(hub.hasRoomFor({ handle: 'ada', client: null })).toBe(false)
    expect(hub.hasRoomFor({ handle: 'ada', client: 'page-new' })).toBe(false)
    expect(hub.hasRoomFor({ handle: 'grace', client: 'page-7' })).toBe(false)
    expect(hub.hasRoomFor({ handle: 'ada', client: 'page-7' })).toBe(true)
  })

  it('is told that the recording has stopped', () => {
    let working = true
    const recording = fakeRecording({ working: () => working })
    const { page } = openHub({ recording })
    const own = page()
    expect(own.of('state').at(-1)?.state.recording).toBe(true)
    working = false
    recording.tell()
    expect(own.of('state').at(-1)?.state.recording).toBe(false)
  })
})

describe('the end', () => {
  it('comes after the last byte, with why', async () => {
    const { time, hub, pty, page } = openHub()
    const slow = page({ mode: 'observe', reads: false })
    pty.say(stretch(0, MiB))
    pty.say('logout')
    hub.end('The shell ended.')
    time.advance(16)
    expect(slow.closed).toBeNull()
    slow.reads = true
    slow.read()
    for (let i = 0; i < 20; i += 1) await settle(2)
    time.advance(5)
    expect(slow.offset).toBe(MiB + 6)
    expect(slow.of('state').at(-1)?.state.ended).toEqual({ why: 'The shell ended.' })
    expect(slow.closed).toEqual({ code: 1000, reason: 'The shell ended.' })
  })

  it('is what slow viewers are told when the hub goes, also of a server that stays', () => {
    const { time, hub, pty, page } = openHub()
    const slow = page({ mode: 'observe', reads: false })
    pty.say(stretch(0, MiB))
    hub.end('The shell ended.')
    time.advance(60_000)
    expect(slow.closed).toBeNull()
    hub.dispose()
    expect(slow.closed).toEqual({ code: 1000, reason: 'The shell ended.' })
  })

  it('that is only the server’s is told as such', () => {
    const { hub, page } = openHub()
    const own = page()
    hub.dispose()
    expect(own.closed).toEqual({ code: 1001, reason: 'The server is going down.' })
  })

  it('leaves no timer behind', () => {
    const { time, hub, pty, page } = openHub({ ringBytes: 10, recording: fakeRecording() })
    pty.say('x'.repeat(5000))
    page()
    hub.dispose()
    expect(time.pending()).toBe(0)
  })
})
