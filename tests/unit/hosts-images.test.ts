import { hostname } from 'node:os'
import { describe, expect, it, vi } from 'vitest'
import type { ContainerSpec, Engine, ExecResult, ExecSpec } from '../../server/engine/port.ts'
import { createImages } from '../../server/hosts/images.ts'
import { staleTags } from '../../server/hosts/prune.ts'
import { unavailable } from '../../server/kernel/app-error.ts'
import { Bus } from '../../server/kernel/bus.ts'
import type { Facts } from '../../server/kernel/facts.ts'
import { err, unwrap } from '../../server/kernel/result.ts'
import { fakeTime } from '../support/fake-time.ts'

const REPORT = (resources: string) => `--- !ruby/object:Puppet::Transaction::Report
status: unchanged
resource_statuses:
  Class[Main]:
    changed: false
    events: []
${resources}`

const NOISY = REPORT(`  Exec[noisy]:
    file: "/etc/puppet/code/environments/production/site-modules/role/manifests/www.pp"
    line: 7
    changed: true
    events:
    - property: returns
      status: success
      message: executed successfully
`)

const down = () => unavailable('engine-down', 'The container engine does not answer: start it.')

/** An engine that remembers what it was asked; hosts on it obey at once. */
const fakeEngine = () => {
  const tags = new Set<string>()
  const containers = new Map<string, ContainerSpec>()
  const made: string[] = []
  const state = {
    up: true,
    /** What Puppet's second run leaves as its report. */
    secondReport: REPORT(''),
    install: {} as Partial<ExecResult>,
    puppetRuns: 0,
  }
  const answer = (change: Partial<ExecResult> = {}): ExecResult => ({
    exitCode: 0,
    stdout: '',
    stderr: '',
    timedOut: false,
    truncated: false,
    ms: 1,
    ...change,
  })
  const obey = ({ command }: ExecSpec): ExecResult => {
    const line = command.join(' ')
    if (line.endsWith('install.sh')) return answer(state.install)
    if (line.includes('is-system-running')) return answer({ stdout: 'running\n' })
    if (line.startsWith('puppet')) {
      state.puppetRuns += 1
      const second = state.puppetRuns % 2 === 0
      return answer({ exitCode: second && state.secondReport === NOISY ? 2 : second ? 0 : 2 })
    }
    if (line.startsWith('cat')) {
      return answer({ stdout: state.puppetRuns % 2 === 0 ? state.secondReport : REPORT('') })
    }
    return answer()
  }
  const asked = async () => {
    if (!state.up) throw down()
  }
  const engine = {
    findImage: async (reference: string) => {
      await asked()
      const found = tags.has(reference)
      return found ? { id: reference, tags: [reference], sizeBytes: 1, createdAt: 0 } : null
    },
    pull: async () => err(unavailable('engine-refused', 'no registry answers')),
    importImage: async (tar: NodeJS.ReadableStream, tag: string) => {
      tar.on('error', () => undefined)
      tags.add(tag)
      return tag
    },
    runContainer: async (spec: ContainerSpec) => {
      await asked()
      containers.set(spec.name, spec)
      return spec.name
    },
    exec: async (_id: string, spec: ExecSpec) => obey(spec),
    putArchive: async () => undefined,
    stopContainer: async () => undefined,
    removeContainer: async (id: string) => {
      containers.delete(id)
    },
    listContainers: async () =>
      [...containers.values()].map(spec => ({
        id: spec.name,
        name: spec.name,
        running: true,
        labels: spec.labels,
      })),
    listImages: async () => [],
    commit: async (_id: string, tag: string) => {
      tags.add(tag)
      made.push(tag.split(':')[0] ?? '')
      return tag
    },
  } as unknown as Engine
  return { engine, state, tags, containers, made }
}

const silent = { info: () => undefined, warn: () => undefined }

const setUp = async (fake = fakeEngine()) => {
  const bus = new Bus<Facts>(error => {
    throw error
  })
  const debootstrap = vi.fn(async () => undefined)
  const images = await createImages({
    engine: fake.engine,
    bus,
    clock: fakeTime().clock,
    log: silent,
    controlRepo: null,
    debootstrap,
    lock: { acquire: async () => () => undefined },
  })
  return { ...fake, images, bus, debootstrap }
}

const statesOf = (views: readonly { name: string; state: string }[]) =>
  Object.fromEntries(views.map(view => [view.name, view.state]))

describe('preparing images', () => {
  it('makes base, roles and probe from one bare Debian, and leaves no container', async () => {
    const { images, made, containers, debootstrap } = await setUp()
    await images.prepareAll()
    expect(made.sort()).toEqual(['hatchery/base', 'hatchery/probe', 'hatchery/www'])
    expect(debootstrap).toHaveBeenCalledOnce()
    expect(containers.size).toBe(0)
    expect(unwrap(await images.imageFor('www'))).toMatch(/^hatchery\/www:[0-9a-f]{12}$/)
    expect(unwrap(await images.probeImage())).toMatch(/^hatchery\/probe:[0-9a-f]{12}$/)
  })

  it('takes away what a killed server was building here, and nothing else', async () => {
    const fake = fakeEngine()
    const left = (name: string, builder: string) =>
      fake.containers.set(name, {
        name,
        labels: { 'hatchery.builder': builder },
      } as unknown as ContainerSpec)
    left('hatchery-build-www-dead', `${hostname()}/1`)
    left('hatchery-build-www-elsewhere', 'another-machine/1')
    left('hatchery-lab-www01', `${hostname()}/1`)
    const { images, containers } = await setUp(fake)
    await images.build('www')
    expect([...containers.keys()]).toEqual(['hatchery-build-www-elsewhere', 'hatchery-lab-www01'])
  })

  it('makes nothing again that is there', async () => {
    const first = await setUp()
    await first.images.prepareAll()
    const second = await setUp(first)
    await second.images.prepareAll()
    expect(second.made).toHaveLength(3)
    expect(statesOf(second.images.status())).toEqual({
      base: 'ready',
      www: 'ready',
      probe: 'ready',
    })
  })

  it('goes on by itself once the engine is back', async () => {
    const { images, state, bus, made } = await setUp()
    state.up = false
    const prepared = images.prepareAll()
    await vi.waitFor(() => expect(images.status().map(view => view.stage)).toContain(down().detail))
    state.up = true
    bus.emit('engine.changed', { ok: true, detail: '' })
    await prepared
    expect(made).toHaveLength(3)
  })

  it('tells on the bus what stage each is at', async () => {
    const { images, bus } = await setUp()
    const stages: string[] = []
    bus.on('images.changed', ({ role }) => {
      const view = images.status().find(one => one.name === role)
      stages.push(`${role}: ${view?.stage}`)
    })
    await images.build('www')
    expect(stages).toEqual(
      expect.arrayContaining([
        'www: Waiting for the base',
        'base: Installing what every host has',
        'www: Proving that a second run changes nothing',
        'www: Ready',
      ]),
    )
  })

  it('stops when it is closed, without an end to the engine’s absence', async () => {
    const { images, state } = await setUp()
    state.up = false
    const prepared = images.prepareAll()
    await images.close()
    await prepared
    expect(statesOf(images.status())).toMatchObject({ www: 'waiting' })
  })
})

describe('a role that Puppet never leaves alone', () => {
  it('gets no image, and the resources that did not rest are named', async () => {
    const { images, state, made, containers } = await setUp()
    state.secondReport = NOISY
    expect(await images.build('www')).toMatchObject({
      ok: false,
      error: {
        code: 'image-never-quiet',
        detail: expect.stringContaining('Exec[noisy] (site-modules/role/manifests/www.pp:7)'),
      },
    })
    expect(made).toEqual(['hatchery/base'])
    expect(containers.size).toBe(0)
  })
})

describe('asking for an image', () => {
  it('that is not made yet says how far it is', async () => {
    const { images } = await setUp()
    expect(await images.imageFor('www')).toMatchObject({
      ok: false,
      error: { code: 'image-not-ready', status: 503, detail: expect.stringContaining('www') },
    })
  })

  it('of an unknown role is refused', async () => {
    const { images } = await setUp()
    expect(await images.imageFor('nope')).toMatchObject({
      ok: false,
      error: { code: 'role-not-found' },
    })
  })

  it('that failed says why, until it is built', async () => {
    const { images, state } = await setUp()
    state.install = { exitCode: 100, stderr: 'E: Unable to locate package nonsense' }
    await images.build('www')
    expect(await images.imageFor('www')).toMatchObject({
      ok: false,
      error: { detail: expect.stringContaining('Unable to locate package nonsense') },
    })
    state.install = {}
    expect(await images.build('www')).toMatchObject({ ok: true })
    expect(await images.imageFor('www')).toMatchObject({ ok: true })
  })

  it('that is made afresh gets the one before meanwhile', async () => {
    const { images } = await setUp()
    const tag = unwrap(await images.build('www'))
    const again = images.build('www', { fresh: true })
    expect(unwrap(await images.imageFor('www'))).toBe(tag)
    await again
  })

  it('that somebody removed makes it again', async () => {
    const { images, tags, made } = await setUp()
    const tag = unwrap(await images.build('www'))
    tags.delete(tag)
    expect(await images.imageFor('www')).toMatchObject({ ok: false })
    await vi.waitFor(() => expect(images.status()[1]?.state).toBe('ready'))
    expect(made.filter(name => name === 'hatchery/www')).toHaveLength(2)
  })

  it('names the full disk', async () => {
    const { images, state } = await setUp()
    state.install = { exitCode: 1, stderr: 'tar: No space left on device' }
    expect(await images.build('probe')).toMatchObject({
      ok: false,
      error: { code: 'no-disk-space', detail: expect.stringContaining('free some space') },
    })
  })
})

describe('old images', () => {
  const image = (tag: string, createdAt: number) => ({
    id: tag,
    tags: [tag],
    sizeBytes: 1,
    createdAt,
  })
  const now = Date.UTC(2026, 0, 31)
  const day = 24 * 60 * 60_000
  const current = [{ name: 'www', tag: 'hatchery/www:aaa', stages: [] }]

  it('go a week after they were made, unless they are in use by this version', () => {
    const images = [
      image('hatchery/www:aaa', now - 30 * day),
      image('hatchery/www:bbb', now - 30 * day),
      image('hatchery/www:ccc', now - 1 * day),
      image('somebody/else:1', now - 30 * day),
    ]
    expect(staleTags(images, current, now)).toEqual(['hatchery/www:bbb'])
  })
})
