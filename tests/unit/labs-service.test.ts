import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createFakeEngine } from '../../server/engine/fake.ts'
import { AppError, unavailable } from '../../server/kernel/app-error.ts'
import { err, ok, unwrap } from '../../server/kernel/result.ts'
import { OUTSIDE } from '../../server/labs/port.ts'
import { EXTENSION, TIME_IS_UP } from '../../server/labs/reducer.ts'
import type { Database } from '../../server/store/database.ts'
import { fakeTime, settle } from '../support/fake-time.ts'
import { LAB_REQUEST, labsOver, openLabsDatabase } from '../support/labs-fixture.ts'

let db: Database
beforeEach(async () => {
  db = await openLabsDatabase()
})

const ready = async ({ labs }: ReturnType<typeof labsOver>) => {
  const lab = unwrap(await labs.create(LAB_REQUEST))
  return unwrap(await labs.whenReady(lab.id))
}

describe('a lab that is asked for', () => {
  test('comes back at once, and tells of each state', async () => {
    const { engine, containers, networks } = createFakeEngine()
    const { labs, states } = labsOver(engine, db)
    const lab = unwrap(await labs.create(LAB_REQUEST))
    expect(lab.state).toBe('queued')
    expect(unwrap(await labs.whenReady(lab.id)).state).toBe('ready')
    expect(states.map(one => one.split(' ')[1])).toEqual([
      'queued',
      'creating',
      'booting',
      'staging',
      'ready',
    ])
    expect([...containers.values()].map(one => one.spec.hostname).sort()).toEqual([
      OUTSIDE,
      'www01',
    ])
    expect(networks.size).toBe(1)
  })

  test('has its login made with its grants on each host', async () => {
    const commands: (readonly string[])[] = []
    const { engine } = createFakeEngine({
      onExec: (_, { command }) => {
        commands.push(command)
        return {}
      },
    })
    await ready(labsOver(engine, db))
    expect(commands.map(command => command.slice(3))).toEqual([
      ['prepare-host', 'ada', 'web-operator'],
    ])
  })

  test('is staged before it is ready, with hands on its hosts', async () => {
    const { engine } = createFakeEngine({ onExec: () => ({ stdout: 'staged' }) })
    const { labs } = labsOver(engine, db)
    const stage = vi.fn(async lab => {
      const { stdout } = await lab.exec('www01', { command: ['/bin/true'] })
      expect(stdout).toBe('staged')
      await expect(lab.exec('db01', { command: ['/bin/true'] })).rejects.toThrow('no such host')
      return ok(undefined)
    })
    const lab = unwrap(await labs.create({ ...LAB_REQUEST, stage }))
    expect(labs.access(lab.id)).toBeNull()
    await labs.whenReady(lab.id)
    expect(stage).toHaveBeenCalledOnce()
    expect(labs.access(lab.id)?.containerOf('www01')).toMatch(/^container-/)
  })

  test('ends with the reason when it cannot be made, and leaves nothing', async () => {
    const { engine, containers, networks } = createFakeEngine({
      onExec: () => ({ exitCode: 3, stderr: 'systemd says maintenance\n' }),
    })
    const { labs } = labsOver(engine, db)
    const lab = unwrap(await labs.create(LAB_REQUEST))
    const result = await labs.whenReady(lab.id)
    expect(result).toMatchObject({
      ok: false,
      error: {
        detail:
          'The lab could not be made. Host www01 could not be readied: it did not come up: systemd says maintenance.',
      },
    })
    await vi.waitFor(async () => expect((await labs.get(lab.id))?.state).toBe('ended'))
    expect(containers.size + networks.size).toBe(0)
  })

  test('says which image is missing', async () => {
    const images = {
      imageFor: async () => err(unavailable('image-not-ready', 'The image www is being made.')),
      probeImage: async () => ok('probe'),
    }
    const { labs } = labsOver(createFakeEngine().engine, db, { images })
    const lab = unwrap(await labs.create(LAB_REQUEST))
    expect(await labs.whenReady(lab.id)).toMatchObject({
      ok: false,
      error: { detail: 'The lab could not be made. The image www is being made.' },
    })
  })

  test('takes another subnet when somebody was quicker', async () => {
    let tries = 0
    const { engine, networks } = createFakeEngine({
      onStep: step => {
        if (step === 'createNetwork' && ++tries <= 2) throw new AppError('subnet-taken', 409, '')
      },
    })
    await ready(labsOver(engine, db))
    expect(tries).toBe(3)
    expect(networks.size).toBe(1)
  })

  test('waits for its turn behind two others', async () => {
    let release = () => {}
    const gate = new Promise<void>(resolve => {
      release = resolve
    })
    const { engine } = createFakeEngine({
      onStep: step => (step === 'createNetwork' ? gate : undefined),
    })
    const { labs } = labsOver(engine, db)
    const made = []
    for (let n = 0; n < 4; n++) made.push(unwrap(await labs.create(LAB_REQUEST)).id)
    expect(made.map(labs.queuePosition)).toEqual([null, null, 1, 2])
    await labs.end(made[2] ?? '', 'You ended it.')
    expect(made.map(labs.queuePosition)).toEqual([null, null, null, 1])
    release()
    expect(unwrap(await labs.whenReady(made[3] ?? '')).state).toBe('ready')
  })

  test('is refused when the machine is full', async () => {
    const { labs } = labsOver(createFakeEngine().engine, db, { maxLabs: 1 })
    await labs.create(LAB_REQUEST)
    expect(await labs.create(LAB_REQUEST)).toMatchObject({
      ok: false,
      error: { code: 'lab-limit', status: 503 },
    })
  })
})

describe('a ready lab', () => {
  test('ends when its time is up', async () => {
    const fixture = labsOver(createFakeEngine().engine, db)
    const lab = await ready(fixture)
    fixture.time.advance(45 * 60_000 - 1)
    expect((await fixture.labs.get(lab.id))?.state).toBe('ready')
    fixture.time.advance(1)
    await vi.waitFor(async () =>
      expect(await fixture.labs.get(lab.id)).toMatchObject({ state: 'ended', why: TIME_IS_UP }),
    )
  })

  test('lives on when it is given more time, three times at most', async () => {
    const fixture = labsOver(createFakeEngine().engine, db)
    const { labs, time } = fixture
    const lab = await ready(fixture)
    for (let n = 0; n < 3; n++) unwrap(await labs.extend(lab.id))
    expect((await labs.get(lab.id))?.expiresAt).toBe((lab.expiresAt ?? 0) + 3 * EXTENSION)
    expect(await labs.extend(lab.id)).toMatchObject({ error: { code: 'lab-extended-enough' } })
    time.advance(45 * 60_000)
    expect((await labs.get(lab.id))?.state).toBe('ready')
  })

  test('ends once, however often it is ended', async () => {
    const { engine, containers } = createFakeEngine()
    const fixture = labsOver(engine, db)
    const lab = await ready(fixture)
    const results = await Promise.all([
      fixture.labs.end(lab.id, 'You ended it.'),
      fixture.labs.end(lab.id, 'Again.'),
    ])
    expect(results).toEqual([ok(undefined), ok(undefined)])
    expect(await fixture.labs.end(lab.id, 'Once more.')).toEqual(ok(undefined))
    expect(containers.size).toBe(0)
    expect(fixture.states.filter(one => one.includes('ending'))).toEqual([
      `${lab.id} ending: You ended it.`,
    ])
  })

  test('ends when the engine has lost a host', async () => {
    const { engine, containers, networks } = createFakeEngine()
    const fixture = labsOver(engine, db)
    const lab = await ready(fixture)
    containers.delete(fixture.labs.access(lab.id)?.containerOf('www01') ?? '')
    await fixture.labs.sweep()
    await vi.waitFor(async () =>
      expect(await fixture.labs.get(lab.id)).toMatchObject({
        state: 'ended',
        why: 'Host www01 is gone: the container engine lost it.',
      }),
    )
    expect(containers.size + networks.size).toBe(0)
  })

  test('has a host that was switched off powered on and readied again, soon', async () => {
    let prepared = 0
    const { engine, containers } = createFakeEngine({
      onExec: () => {
        prepared += 1
        return {}
      },
    })
    const fixture = labsOver(engine, db)
    await fixture.labs.start()
    const lab = await ready(fixture)
    const id = fixture.labs.access(lab.id)?.containerOf('www01') ?? ''
    await engine.stopContainer(id)
    fixture.time.advance(1_000)
    await vi.waitFor(() => expect(prepared).toBe(2))
    expect(containers.get(id)?.running).toBe(true)
    expect((await fixture.labs.get(lab.id))?.state).toBe('ready')
  })
})

describe('a server that starts', () => {
  test('adopts the ready labs of the last one, time limit included', async () => {
    const { engine } = createFakeEngine()
    const first = labsOver(engine, db)
    const lab = await ready(first)
    await first.labs.drain()
    const second = labsOver(engine, db, first)
    await second.labs.start()
    expect(second.labs.access(lab.id)?.containerOf('www01')).toMatch(/^container-/)
    second.time.advance(45 * 60_000)
    await vi.waitFor(async () => expect((await second.labs.get(lab.id))?.state).toBe('ended'))
  })

  test('ends and removes what the last one had half made', async () => {
    const { engine, containers, networks } = createFakeEngine({
      onStep: step => (step === 'exec' ? new Promise(() => {}) : undefined),
    })
    const first = labsOver(engine, db)
    const lab = unwrap(await first.labs.create(LAB_REQUEST))
    await vi.waitFor(async () => expect((await first.labs.get(lab.id))?.state).toBe('booting'))
    const second = labsOver(engine, db, first)
    await second.labs.start()
    await vi.waitFor(async () =>
      expect(await second.labs.get(lab.id)).toMatchObject({
        state: 'ended',
        why: 'The server stopped while this lab was being made.',
      }),
    )
    expect(containers.size + networks.size).toBe(0)
  })

  test('removes what no lab knows, and nothing of others', async () => {
    const { engine, containers, networks } = createFakeEngine()
    const network = { bridge: 'hl-x', labels: { 'hatchery.instance': 'test', 'hatchery.lab': 'x' } }
    await engine.createNetwork({ ...network, name: 'stray', subnet: '10.9.0.0/28' })
    const other = { 'hatchery.instance': 'other', 'hatchery.lab': 'y' }
    await engine.createNetwork({ ...network, name: 'other', subnet: '10.9.1.0/28', labels: other })
    await labsOver(engine, db).labs.start()
    expect([...networks.keys()]).toEqual(['other'])
    expect(containers.size).toBe(0)
  })

  test('adopts later when the engine is down at first', async () => {
    let isDown = false
    const { engine } = createFakeEngine({
      onStep: () => {
        if (isDown) throw unavailable('engine-down', 'The container engine does not answer.')
      },
    })
    const first = labsOver(engine, db)
    const lab = await ready(first)
    await first.labs.drain()
    isDown = true
    const second = labsOver(engine, db, first)
    await second.labs.start()
    expect((await second.labs.get(lab.id))?.state).toBe('ready')
    expect(second.labs.access(lab.id)).toBeNull()
    expect(await second.labs.end(lab.id, 'x')).toMatchObject({ error: { code: 'engine-down' } })
    isDown = false
    second.time.advance(60_000)
    await vi.waitFor(() => expect(second.labs.access(lab.id)).not.toBeNull())
  })

  test('adopts as soon as the engine is back, and says so only then', async () => {
    let isDown = false
    const { engine } = createFakeEngine({
      onStep: () => {
        if (isDown) throw unavailable('engine-down', 'The container engine does not answer.')
      },
    })
    const first = labsOver(engine, db)
    const lab = await ready(first)
    await first.labs.drain()
    isDown = true
    const second = labsOver(engine, db, first)
    let adopted = false
    void second.labs.adopted.then(() => {
      adopted = true
    })
    await second.labs.start()
    await settle()
    expect(adopted).toBe(false)
    isDown = false
    second.bus.emit('engine.changed', { ok: true, detail: 'It answers.' })
    await second.labs.adopted
    expect(second.labs.access(lab.id)).not.toBeNull()
  })
})

test('a server that runs for long keeps no timer that has run', async () => {
  const time = fakeTime()
  let calledOff = 0
  const schedule: typeof time.schedule = (ms, run) => {
    const timer = time.schedule(ms, run)
    return {
      dispose: () => {
        calledOff += 1
        timer.dispose()
      },
    }
  }
  const { labs } = labsOver(createFakeEngine().engine, db, { time: { ...time, schedule } })
  await labs.start()
  for (let n = 0; n < 20; n += 1) {
    time.advance(60_000)
    await labs.sweep()
    await settle()
  }
  await labs.drain()
  expect(calledOff).toBe(1)
  expect(time.pending()).toBe(0)
})

test('a server that drains refuses new labs, ends half-made ones and keeps ready ones', async () => {
  let hold = false
  const { engine, containers } = createFakeEngine({
    onStep: step =>
      hold && step === 'runContainer:create' ? new Promise(r => setTimeout(r, 20)) : undefined,
  })
  const fixture = labsOver(engine, db)
  const kept = await ready(fixture)
  hold = true
  const half = unwrap(await fixture.labs.create(LAB_REQUEST))
  await fixture.labs.drain()
  expect((await fixture.labs.get(half.id))?.state).toBe('ended')
  expect((await fixture.labs.get(kept.id))?.state).toBe('ready')
  expect(await fixture.labs.create(LAB_REQUEST)).toMatchObject({
    error: { code: 'shutting-down' },
  })
  expect(containers.size).toBe(2)
})
