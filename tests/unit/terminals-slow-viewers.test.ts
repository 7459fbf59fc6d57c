import { describe, expect, it, vi } from 'vitest'
import { fakeRecording, openHub, textOf } from '../support/fake-hub.ts'
import { FakePage, stretch } from '../support/fake-terminal.ts'
import { settle } from '../support/fake-time.ts'

const MiB = 1024 * 1024

describe('back-pressure', () => {
  it('pauses the PTY for the owner, and resumes it once they have shown nearly all', () => {
    const { pty, page } = openHub()
    const own = page({ acks: false })
    pty.say(stretch(0, 100_001))
    expect(pty.paused).toBe(true)
    own.send({ type: 'ack', offset: 95_000 })
    expect(pty.paused).toBe(true)
    own.send({ type: 'ack', offset: 95_001 })
    expect(pty.paused).toBe(false)
  })

  it('follows the fastest of the owner’s pages', () => {
    const { pty, page } = openHub()
    page({ acks: false })
    const fast = page({ acks: false })
    pty.say(stretch(0, 200_000))
    expect(pty.paused).toBe(true)
    fast.acknowledge()
    expect(pty.paused).toBe(false)
  })

  it('does not pause for an observer, and lets go when the owner leaves', () => {
    const { pty, page } = openHub()
    page({ mode: 'observe', acks: false })
    pty.say(stretch(0, 300_000))
    expect(pty.paused).toBe(false)
    const own = page({ acks: false })
    expect(pty.paused).toBe(true)
    own.cut()
    expect(pty.paused).toBe(false)
  })

  it('ignores acknowledgements of what was never sent', () => {
    const { pty, page } = openHub()
    const own = page({ acks: false, reads: false })
    own.send({ type: 'ack', offset: 5_000_000 })
    pty.say(stretch(0, 150_000))
    expect(pty.paused).toBe(true)
  })

  it('pauses for a recording whose disk cannot keep up', () => {
    let backlog = 0
    const recording = fakeRecording({ backlog: () => backlog })
    const { pty } = openHub({ recording })
    backlog = 17 * MiB
    pty.say('x')
    expect(pty.paused).toBe(true)
    backlog = 0
    recording.tell()
    expect(pty.paused).toBe(false)
  })
})

describe('a slow observer', () => {
  it('costs the owner nothing and holds little memory', async () => {
    const { time, pty, page } = openHub()
    const own = page()
    const observer = page({ mode: 'observe', reads: false, acks: false })
    for (let offset = 0; offset < 8 * MiB; offset += 32_768) {
      pty.say(stretch(offset, offset + 32_768))
      await settle(2)
      expect(pty.paused).toBe(false)
    }
    time.advance(5)
    expect(own.offset).toBe(8 * MiB)
    expect(observer.mostBuffered).toBeLessThan(512 * 1024)
  })

  it('goes on from the ring when it is back in time', async () => {
    const { time, pty, page } = openHub()
    const observer = page({ mode: 'observe', reads: false })
    pty.say(stretch(0, MiB))
    time.advance(16)
    observer.reads = true
    observer.read()
    for (let i = 0; i < 20; i += 1) await settle(2)
    time.advance(5)
    expect(observer.offset).toBe(MiB)
    expect(observer.of('snapshot')).toEqual([])
    expect(observer.faults).toEqual([])
  })

  it('gets a fresh screen when the ring has moved on', async () => {
    const recording = fakeRecording({
      cursor: () => ({ file: 'x.cast', position: 9, offset: 3 * MiB }),
    })
    const screens = vi.fn(async () => ({
      offset: 3 * MiB,
      cols: 80,
      rows: 24,
      screen: 'as it is now',
    }))
    const { time, pty, page } = openHub({ recording, screens })
    const observer = page({ mode: 'observe', reads: false })
    for (let offset = 0; offset < 3 * MiB; offset += 65_536) {
      pty.say(stretch(offset, offset + 65_536))
      time.advance(16)
    }
    observer.reads = true
    observer.read()
    await settle()
    time.advance(2000)
    await settle()
    expect(screens).toHaveBeenCalledOnce()
    expect(observer.of('snapshot')).toMatchObject([{ screen: 'as it is now', offset: 3 * MiB }])
    pty.say('and on')
    time.advance(16)
    expect(textOf(observer)).toBe('and on')
    expect(observer.faults).toEqual([])
  })

  it('is closed with 1013 when its transport holds half a mebibyte', async () => {
    const { time, pty, page } = openHub({ ringBytes: 4096 })
    const observer = page({ mode: 'observe', reads: false })
    const colleagues = Array.from({ length: 4000 }, (_, i) => `colleague-${i}`)
    for (const handle of colleagues) page({ mode: 'observe', handle }).cut()
    pty.say('x')
    time.advance(16)
    expect(observer.closed).toMatchObject({ code: 1013 })
  })

  it('is closed after half a minute without showing anything', () => {
    const { time, hub, pty, page } = openHub()
    const own = page()
    const observer = page({ mode: 'observe', reads: false })
    pty.say('x')
    own.acknowledge()
    time.advance(16)
    time.advance(29_000)
    hub.dropStalled()
    expect(observer.closed).toBeNull()
    time.advance(2000)
    hub.dropStalled()
    expect(observer.closed).toMatchObject({ code: 1013 })
    expect(own.closed).toBeNull()
  })
})

describe('coming back', () => {
  it('gives an own page that was away too long a screen, and the PTY waits meanwhile', async () => {
    const recording = fakeRecording({
      cursor: () => ({ file: 'x.cast', position: 9, offset: 10_000_000 }),
    })
    const { time, pty, page } = openHub({
      ringBytes: 1000,
      recording,
      screens: async () => ({ offset: 199_990, cols: 80, rows: 24, screen: 'S' }),
    })
    pty.say(stretch(0, 200_000))
    const own = page({ acks: false })
    expect(pty.paused).toBe(true)
    time.advance(0)
    await settle()
    expect(own.of('snapshot')).toHaveLength(1)
    expect(own.shown).toEqual([...stretch(199_990, 200_000)])
    expect(pty.paused).toBe(false)
  })

  it('falls back to the newest bytes when no screen can be made', async () => {
    const { time, pty, page } = openHub({ ringBytes: 1000, recording: fakeRecording() })
    pty.say(stretch(0, 5000))
    const own = page()
    time.advance(0)
    await settle()
    expect(own.of('snapshot')).toMatchObject([{ offset: 4000, screen: '' }])
    expect(own.shown).toEqual([...stretch(4000, 5000)])
  })

  it('from a place that this run of the server never reached starts afresh', async () => {
    const { time, pty, hub } = openHub()
    pty.say('hello')
    const own = new FakePage(hub)
    own.connect(999)
    time.advance(0)
    await settle()
    expect(own.offset).toBe(5)
    expect(textOf(own)).toBe('hello')
  })

  it('takes the place of the same page’s earlier connection', () => {
    const { page } = openHub()
    const first = page({ client: 'page-0001' })
    const second = page({ client: 'page-0001' })
    expect(first.closed).toMatchObject({ code: 4001 })
    expect(second.of('state').at(-1)?.state.viewers).toEqual([{ handle: 'ada', mode: 'own' }])
  })
})
