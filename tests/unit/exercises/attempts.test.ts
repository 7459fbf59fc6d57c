import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ExecSpec } from '../../../server/engine/port.ts'
import { createExercises, type Exercises } from '../../../server/exercises/service.ts'
import { type ExerciseTables, exerciseMigrations } from '../../../server/exercises/store.ts'
import { Bus } from '../../../server/kernel/bus.ts'
import { disposable } from '../../../server/kernel/disposable.ts'
import type { Facts } from '../../../server/kernel/facts.ts'
import type { Principal } from '../../../server/kernel/roles.ts'
import type { Lab } from '../../../server/labs/port.ts'
import { type Database, openDatabase } from '../../../server/store/database.ts'
import { fakeLabs } from './fake-labs.ts'
import { folderOf } from './sample.ts'

const ada: Principal = { id: 'm-ada', handle: 'ada', name: 'Ada', role: 'apprentice' }
const SKILLS =
  'http: { title: HTTP, about: Web servers }\nsystemd: { title: Units, about: Services }\n'

const viewLab = (lab: Lab) => ({
  id: lab.id,
  kind: lab.kind,
  title: lab.title,
  owner: { id: lab.ownerId, handle: lab.login },
  hosts: [],
  state: lab.state,
  why: lab.why,
  queuePosition: null,
  createdAt: lab.createdAt,
  readyAt: lab.readyAt,
  expiresAt: lab.expiresAt,
  endedAt: lab.endedAt,
  timings: {},
})

/** A world with time of its own: `tick` lets it pass and the beats that are due run. */
const createWorld = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'exercises-'))
  const write = (name: string, text: string | Buffer) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  write('skills.yaml', SKILLS)
  const sample = folderOf().files
  for (const [name, text] of sample) {
    write(`web-502/${name}`, text)
    const other = name === 'exercise.yaml' ? text.toString().replace('build page', 'wiki') : text
    write(`wiki-502/${name}`, other)
    write(`broken/${name}`, name === 'exercise.yaml' ? 'title: No\n' : text)
  }
  const bus = new Bus<Facts>((error, name) => {
    throw new Error(`${name}: ${error}`)
  })
  const facts: string[] = []
  bus.onAny((name, fact) => {
    if (name === 'check.flipped') {
      const { checkId, status } = fact as Facts['check.flipped']
      facts.push(`${checkId} ${status}`)
    } else if (name === 'attempt.changed') {
      facts.push(`attempt ${(fact as Facts['attempt.changed']).state}`)
    } else if (name === 'fault.staged' || name === 'hint.opened') facts.push(name)
  })
  const host = { fixed: false, scripts: [] as ExecSpec[], fails: false }
  const fake = fakeLabs(bus, (_host, spec) => {
    if (spec.command[0] === '/bin/bash') {
      host.scripts.push(spec)
      return host.fails ? { exitCode: 1, stderr: 'no such file' } : {}
    }
    if (spec.command[0] === '/usr/bin/timeout') {
      return { exitCode: 1, stderr: 'bash: connect: Connection refused' }
    }
    const marker = host.scripts.at(-1)?.env?.V_MARKER ?? ''
    const status = host.fixed ? 200 : 502
    return { stdout: marker, stderr: `\nanswered: ${status} nginx/1\n` }
  })
  let now = 1_000_000
  const due: { at: number; run: () => void }[] = []
  const db: Database = await openDatabase(':memory:', exerciseMigrations)
  let drawn = 0
  let notReady: string | null = null
  const create = () =>
    createExercises({
      labs: fake.labs,
      viewLab,
      notReady: () => notReady,
      bus,
      clock: { now: () => now, monotonic: () => now },
      random: {
        bytes: n => {
          drawn += 1
          return Uint8Array.from({ length: n }, (_, i) => (drawn * 37 + i * 11) & 255)
        },
      },
      db: db.withTables<ExerciseTables>(),
      log: pino({ level: 'silent' }),
      folder,
      estate: { roles: new Set(['www']), grants: new Set(['web-operator']) },
      schedule: (ms, run) => {
        const item = { at: now + ms, run }
        due.push(item)
        return disposable(() => {
          const at = due.indexOf(item)
          if (at >= 0) due.splice(at, 1)
        })
      },
    })
  return {
    ...fake,
    host,
    facts,
    create,
    due,
    loseVersions: async (slug: string) => {
      const versions = db.withTables<ExerciseTables>().updateTable('exercise_versions')
      await versions.set({ content: 'lost' }).where('slug', '=', slug).execute()
    },
    imageMissing: (why: string | null) => {
      notReady = why
    },
    tick: (seconds: number) => {
      now += seconds * 1000
      for (const item of due.filter(({ at }) => at <= now)) {
        due.splice(due.indexOf(item), 1)
        item.run()
      }
    },
    dispose: async () => {
      await db.destroy()
      rmSync(folder, { recursive: true })
    },
  }
}

let world: Awaited<ReturnType<typeof createWorld>>
let exercises: Exercises

beforeEach(async () => {
  world = await createWorld()
  exercises = await world.create()
  await exercises.start()
})
afterEach(async () => {
  exercises.dispose()
  await world.dispose()
})

const statusOf = async (id: string, check: string) =>
  (await exercises.view(id)).checks.find(entry => entry.id === check)?.status

/** Starts web-502 and waits for its first red check. */
const startRed = async () => {
  const attempt = await exercises.startAttempt(ada, 'web-502')
  await vi.waitFor(async () => expect(await statusOf(attempt.id, 'page-answers')).toBe('fail'))
  return attempt
}

const fixAndHold = async (id: string) => {
  world.host.fixed = true
  await exercises.lookNow(id)
  world.tick(10)
  await exercises.lookNow(id)
}

describe('the catalogue', () => {
  it('offers what is whole and lists what is broken, with places', async () => {
    expect((await exercises.cards('m')).map(({ slug }) => slug)).toEqual(['web-502', 'wiki-502'])
    expect(exercises.broken.map(({ slug }) => slug)).toEqual(['broken'])
    await expect(exercises.card('broken', 'm')).rejects.toMatchObject({
      code: 'exercise-broken',
      detail: expect.stringContaining('broken/exercise.yaml:1:'),
    })
    await expect(exercises.card('nothing', 'm')).rejects.toMatchObject({ status: 404 })
  })

  it('says why an exercise can’t be started yet, and refuses to', async () => {
    world.imageMissing('The image of www is being made.')
    expect((await exercises.card('web-502', 'm')).notReady).toBe('The image of www is being made.')
    await expect(exercises.startAttempt(ada, 'web-502')).rejects.toMatchObject({
      code: 'exercise-not-ready',
    })
  })
})

describe('an attempt', () => {
  it('stages the fault by streaming it, tells so, and looks at the checks', async () => {
    const attempt = await startRed()
    const [fault] = world.host.scripts
    expect(fault).toMatchObject({ command: ['/bin/bash', '-s'] })
    expect(fault?.env?.V_PORT).toMatch(/^80/)
    expect(attempt.debrief).toBeNull()
    expect(world.facts.toSorted()).toEqual([
      'attempt running',
      'backend-private pass',
      'fault.staged',
      'page-answers fail',
    ])
    const view = await exercises.view(attempt.id)
    expect(view.checks.map(({ id, status, seen }) => [id, status, seen])).toEqual([
      ['page-answers', 'fail', '502 from nginx, expected 200'],
      ['stays-up', 'waiting', 'Waits for the check it belongs to, then holds 10 s'],
      ['backend-private', 'pass', 'refused from outside'],
    ])
  })

  it('is one at a time: the same again is the running one, another is refused by name', async () => {
    const [first, second] = await Promise.all([
      exercises.startAttempt(ada, 'web-502'),
      exercises.startAttempt(ada, 'web-502'),
    ])
    expect(second.id).toBe(first.id)
    expect(world.requests).toHaveLength(1)
    await expect(exercises.startAttempt(ada, 'wiki-502')).rejects.toMatchObject({
      status: 409,
      detail: expect.stringContaining('“The build page answers 502”'),
    })
  })

  it('turns solved by itself once all is green and has held; the lab goes on', async () => {
    const attempt = await startRed()
    world.host.fixed = true
    await exercises.lookNow(attempt.id)
    expect((await exercises.view(attempt.id)).state).toBe('running')
    world.tick(10)
    await vi.waitFor(async () => expect((await exercises.view(attempt.id)).state).toBe('solved'))
    const view = await exercises.view(attempt.id)
    expect(view.debrief).toContain('port')
    expect(view.lab.state).toBe('ready')
    expect(world.facts.slice(-3)).toEqual(['page-answers pass', 'stays-up pass', 'attempt solved'])
    expect((await exercises.card('web-502', ada.id)).own).toMatchObject({ state: 'solved' })
  })

  it('ends its lab when it is finished, and keeps what was last seen', async () => {
    const attempt = await startRed()
    await fixAndHold(attempt.id)
    const finished = await exercises.finish(attempt.id)
    expect(finished.state).toBe('solved')
    await vi.waitFor(() => expect(world.all.get(attempt.labId)?.state).toBe('ended'))
    const { checks } = await exercises.view(attempt.id)
    expect(checks.map(({ status }) => status)).toEqual(['pass', 'pass', 'pass'])
    expect(world.due).toEqual([])
  })

  it('is given up when it is finished while something is red', async () => {
    const attempt = await startRed()
    const finished = await exercises.finish(attempt.id)
    expect(finished.state).toBe('gave-up')
    expect(finished.debrief).not.toBeNull()
    expect((await exercises.card('web-502', ada.id)).own.state).toBe('tried')
  })

  it('asks to wait rather than be lost while the fix has to hold', async () => {
    const attempt = await startRed()
    world.host.fixed = true
    await exercises.lookNow(attempt.id)
    world.tick(4)
    await expect(exercises.finish(attempt.id)).rejects.toMatchObject({
      code: 'still-holding',
      detail: expect.stringContaining('6 more seconds'),
    })
    expect((await exercises.view(attempt.id)).lab.state).toBe('ready')
  })

  it('is not given up while its lab lives and nobody can look at it', async () => {
    const attempt = await startRed()
    exercises.dispose()
    exercises = await world.create()
    await expect(exercises.finish(attempt.id)).rejects.toMatchObject({
      code: 'not-seen',
      status: 503,
    })
    expect((await exercises.view(attempt.id)).state).toBe('running')
    expect(world.all.get(attempt.labId)?.state).toBe('ready')
  })

  it('is abandoned when its lab ends first', async () => {
    const attempt = await startRed()
    await world.end(attempt.labId, 'Its time was over.')
    await vi.waitFor(async () => expect((await exercises.view(attempt.id)).state).toBe('abandoned'))
    const view = await exercises.view(attempt.id)
    expect(view).toMatchObject({ debrief: null, lab: { why: 'Its time was over.' } })
  })

  it('is abandoned, with the script’s words, when the fault can’t be staged', async () => {
    world.host.fails = true
    const attempt = await exercises.startAttempt(ada, 'web-502')
    await vi.waitFor(async () => expect((await exercises.view(attempt.id)).state).toBe('abandoned'))
    expect((await exercises.view(attempt.id)).lab.why).toBe(
      'fault.sh on www01 ended with exit 1: no such file',
    )
  })

  it('draws another variant the second time', async () => {
    const first = await startRed()
    await exercises.finish(first.id)
    await vi.waitFor(() => expect(world.all.get(first.labId)?.state).toBe('ended'))
    const second = await startRed()
    expect(second.id).not.toBe(first.id)
    const ports = world.host.scripts.map(spec => spec.env?.V_PORT)
    expect(ports).toHaveLength(2)
    expect(ports[0]).not.toBe(ports[1])
  })

  it('leaves a solved lab for a new start', async () => {
    const first = await startRed()
    await fixAndHold(first.id)
    await vi.waitFor(async () => expect((await exercises.view(first.id)).state).toBe('solved'))
    const second = await exercises.startAttempt(ada, 'wiki-502')
    expect(second.state).toBe('running')
    expect(world.all.get(first.labId)?.state).toBe('ended')
    expect((await exercises.view(first.id)).state).toBe('solved')
  })
})

describe('hints', () => {
  it('stay closed until opened, and count once', async () => {
    const attempt = await startRed()
    expect(attempt.hints).toEqual([{ index: 0, title: 'Look', cost: 1, body: null }])
    const [opened] = await Promise.all([
      exercises.openHint(attempt.id, 0),
      exercises.openHint(attempt.id, 0),
    ])
    expect(opened?.hints[0]?.body).toBe('Read the log.')
    expect((await exercises.view(attempt.id)).hintsOpened).toBe(1)
    expect(world.facts.filter(fact => fact === 'hint.opened')).toHaveLength(1)
    await expect(exercises.openHint(attempt.id, 7)).rejects.toMatchObject({ status: 404 })
  })
})

describe('after a restart of the server', () => {
  it('the checks of an attempt whose lab lives go on', async () => {
    const attempt = await startRed()
    exercises.dispose()
    exercises = await world.create()
    await exercises.start()
    await fixAndHold(attempt.id)
    await vi.waitFor(async () => expect((await exercises.view(attempt.id)).state).toBe('solved'))
  })

  it('an attempt that can’t be read keeps no other from going on', async () => {
    const bob: Principal = { ...ada, id: 'm-bob', handle: 'bob' }
    await exercises.startAttempt(bob, 'wiki-502')
    const attempt = await startRed()
    exercises.dispose()
    await world.loseVersions('wiki-502')
    exercises = await world.create()
    await exercises.start()
    await fixAndHold(attempt.id)
    await vi.waitFor(async () => expect((await exercises.view(attempt.id)).state).toBe('solved'))
  })

  it('an attempt whose lab is gone is abandoned', async () => {
    const attempt = await startRed()
    exercises.dispose()
    world.all.delete(attempt.labId)
    exercises = await world.create()
    await exercises.start()
    const view = await exercises.view(attempt.id)
    expect(view).toMatchObject({
      state: 'abandoned',
      lab: { state: 'ended', why: 'The lab is gone.' },
    })
  })
})

describe('what reviews are told of a lab', () => {
  it('is its attempt with the rubric of that time', async () => {
    const attempt = await startRed()
    expect(await exercises.attemptOfLab(attempt.labId)).toMatchObject({
      attemptId: attempt.id,
      exercise: 'web-502',
      state: 'running',
      rubric: [{ id: 'http' }],
    })
    expect(await exercises.attemptOfLab('other')).toBeNull()
  })
})
