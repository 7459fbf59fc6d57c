import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '../../server/kernel/app-error.ts'
import { FakePage } from '../support/fake-terminal.ts'
import { terminalsFixture } from '../support/fake-terminals.ts'
import { fakeTime } from '../support/fake-time.ts'

const LAB = 'lab0000000000001'

let time: ReturnType<typeof fakeTime>
let fixture: Awaited<ReturnType<typeof terminalsFixture>>
beforeEach(async () => {
  time = fakeTime()
  fixture = await terminalsFixture(time)
})
afterEach(() => fixture.world.db.destroy())

const open = async () => {
  const server = fixture.start()
  const row = await server.terminals.open(LAB, 'www01', 100, 30)
  const hub = server.terminals.hub(row.id)
  if (hub === null) throw new Error('an open terminal has no hub')
  return { ...server, row, hub, world: fixture.world, pty: fixture.world.ptys[0] }
}

const whyOf = async (id: string) => (await fixture.store.get(id))?.ended_why ?? null

const names = () => fixture.facts.map(fact => fact.name)

describe('opening', () => {
  it('runs the member’s own login shell under dtach, at the size asked for', async () => {
    const { row, world } = await open()
    expect(row).toMatchObject({ n: 1, host: 'www01', login: 'ada', cols: 100, rows: 30 })
    expect(world.specs[0]).toMatchObject({
      user: 'ada',
      workdir: '/home/ada',
      cols: 100,
      rows: 30,
      env: { TERM: 'xterm-256color', LANG: 'C.UTF-8', HOME: '/home/ada', SHELL: '/bin/bash' },
    })
    expect(world.specs[0]?.command.join(' ')).toBe(
      '/usr/bin/dtach -A /run/hatchery/ada/1.sock -r winch -z /bin/bash -l',
    )
    expect(names()).toEqual(['terminal.opened'])
  })

  it('numbers terminals from 1 and never gives a number twice', async () => {
    const { terminals, row } = await open()
    const others = await Promise.all([1, 2].map(() => terminals.open(LAB, 'www01', 80, 24)))
    await terminals.close(row.id, 'You closed it.')
    const last = await terminals.open(LAB, 'www01', 80, 24)
    expect([row, ...others, last].map(({ n }) => n)).toEqual([1, 2, 3, 4])
  })

  it('refuses the ninth, and has a place again when one is closed', async () => {
    const { terminals, row } = await open()
    for (let n = 2; n <= 8; n += 1) await terminals.open(LAB, 'www01', 80, 24)
    const ninth = terminals.open(LAB, 'www01', 80, 24)
    await expect(ninth).rejects.toMatchObject({ code: 'terminal-limit', status: 409 })
    await terminals.close(row.id, 'You closed it.')
    expect((await terminals.open(LAB, 'www01', 80, 24)).n).toBe(9)
  })

  it.each([
    ['an unknown lab', 'nothing', 'www01', 'lab-not-found'],
    ['an unknown host', LAB, 'constructor', 'unknown-host'],
  ])('refuses %s', async (_what, lab, host, code) => {
    const { terminals } = fixture.start()
    await expect(terminals.open(lab, host, 80, 24)).rejects.toMatchObject({ code })
  })

  it('refuses a lab that is not ready', async () => {
    fixture.world.labReady = false
    const { terminals } = fixture.start()
    await expect(terminals.open(LAB, 'www01', 80, 24)).rejects.toMatchObject({
      code: 'lab-not-ready',
    })
  })

  it('takes no place when the engine refuses', async () => {
    const { terminals } = fixture.start()
    fixture.world.openFails = new AppError('engine-down', 503, 'The engine does not answer.')
    for (let n = 0; n < 9; n += 1) {
      await expect(terminals.open(LAB, 'www01', 80, 24)).rejects.toMatchObject({
        code: 'engine-down',
      })
    }
    fixture.world.openFails = null
    await expect(terminals.open(LAB, 'www01', 80, 24)).resolves.toBeDefined()
  })
})

describe('the end', () => {
  it('of the shell ends the terminal, with why, for its viewers and for good', async () => {
    const { row, hub, pty, terminals } = await open()
    const page = new FakePage(hub)
    page.connect()
    fixture.world.shellLives = async () => 1
    pty?.say('logout\r\n')
    pty?.end('The shell ended.')
    await vi.waitFor(() => expect(page.closed).toEqual({ code: 1000, reason: 'The shell ended.' }))
    expect(Buffer.from(page.shown).toString()).toBe('logout\r\n')
    await vi.waitFor(async () => expect(await whyOf(row.id)).toBe('The shell ended.'))
    expect(fixture.facts).toContainEqual({ name: 'terminal.closed', why: 'The shell ended.' })
    time.advance(60_000)
    expect(terminals.hub(row.id)).toBeNull()
  })

  it('of the lab closes its terminals with the lab’s reason', async () => {
    const { row, bus, pty } = await open()
    bus.emit('lab.changed', {
      labId: LAB,
      ownerId: 'member-ada',
      state: 'ending',
      why: 'Time is up.',
    })
    expect(pty?.closed).toBe(true)
    await vi.waitFor(async () => expect(await whyOf(row.id)).toBe('Time is up.'))
  })

  it('by the member kills the shell too', async () => {
    const { row, terminals } = await open()
    await terminals.close(row.id, 'You closed it.')
    expect(fixture.world.commands.at(-1)).toEqual([
      '/usr/bin/pkill',
      '-f',
      '^/usr/bin/dtach -[aA] /run/hatchery/ada/1.sock ',
    ])
    expect(await whyOf(row.id)).toBe('You closed it.')
    await terminals.close(row.id, 'Again.')
    expect(await whyOf(row.id)).toBe('You closed it.')
  })
})

describe('a lost stream', () => {
  it('is joined again, the gap is marked, and what was typed meanwhile arrives', async () => {
    const { hub, pty, world } = await open()
    const page = new FakePage(hub)
    page.connect()
    pty?.say('before ')
    pty?.end('The stream from the host was closed.')
    page.type(1, 'ls\r')
    await vi.waitFor(() => expect(world.marks).toEqual(['stream lost']))
    time.advance(0)
    await vi.waitFor(() => expect(world.ptys).toHaveLength(2))
    const second = world.ptys[1]
    await vi.waitFor(() => expect(second?.typed).toEqual(['ls\r']))
    expect(world.specs[1]?.command.join(' ')).toBe(
      '/usr/bin/dtach -a /run/hatchery/ada/1.sock -r winch -z',
    )
    second?.say('after')
    expect(Buffer.from(page.shown).toString()).toBe('before after')
    expect(world.marks).toEqual(['stream lost', 'stream restored'])
  })

  it('is given up after half a minute, with why', async () => {
    const { row, pty, world } = await open()
    world.shellLives = async () => null
    pty?.end('The stream from the host broke.')
    const rounds = async () => {
      time.advance(15_000)
      expect(await whyOf(row.id)).toContain('could not be restored')
    }
    await vi.waitFor(rounds)
    const looks = world.commands.filter(([command]) => command === '/usr/bin/test')
    expect(looks).toHaveLength(8)
  })
})

describe('after a restart of the server', () => {
  it('a terminal goes on from where its recording stands', async () => {
    const { terminals, row } = await open()
    terminals.dispose()
    fixture.world.resumedBytes = 5000
    const second = fixture.start()
    await second.terminals.start()
    const hub = second.terminals.hub(row.id)
    const page = new FakePage(hub ?? (await open()).hub)
    page.connect(5000)
    await vi.waitFor(() => {
      time.advance(0)
      expect(fixture.world.ptys).toHaveLength(2)
    })
    fixture.world.ptys[1]?.say('and on')
    expect(page.of('output')).toMatchObject([{ offset: 5000 }])
    expect(await whyOf(row.id)).toBeNull()
  })

  it('a terminal that can’t be taken over can still be closed, once', async () => {
    const { terminals, row } = await open()
    terminals.dispose()
    fixture.world.resumeFails = true
    const second = fixture.start()
    await second.terminals.start()
    expect(second.terminals.hub(row.id)).toBeNull()
    expect(await whyOf(row.id)).toBeNull()
    for (const why of ['You closed it.', 'Again.']) await second.terminals.close(row.id, why)
    expect(await whyOf(row.id)).toBe('You closed it.')
    expect(fixture.facts.filter(({ name }) => name === 'terminal.closed')).toHaveLength(1)
  })

  it('a terminal whose lab is gone is ended', async () => {
    const { terminals, row } = await open()
    terminals.dispose()
    fixture.world.labReady = false
    await fixture.start().terminals.start()
    expect(await whyOf(row.id)).toBe('The lab ended while the server was down.')
  })
})

it('stores the size that the window came to rest at', async () => {
  const { hub, row, pty } = await open()
  const page = new FakePage(hub)
  page.connect()
  for (const cols of [101, 102, 103]) page.send({ type: 'resize', cols, rows: 40 })
  expect(pty?.sizes).toHaveLength(3)
  time.advance(1000)
  await vi.waitFor(async () =>
    expect(await fixture.store.get(row.id)).toMatchObject({ cols: 103, rows: 40 }),
  )
})
