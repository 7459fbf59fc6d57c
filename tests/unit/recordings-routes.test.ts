import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Hono } from 'hono'
import pino from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AppEnv } from '../../server/http/env.ts'
import { errorHandler } from '../../server/http/problem.ts'
import type { Role } from '../../server/kernel/roles.ts'
import { recordingRoutes } from '../../server/recordings/routes.ts'
import { aLab, type RecordingsFixture, recordingsAt } from '../support/recordings.ts'

const ADA = 'member-ada apprentice'
const BOB = 'member-bob apprentice'
const REVIEWER = 'member-rita reviewer'
const ID = 'lab0000000000001'

let at: RecordingsFixture
let server: ReturnType<RecordingsFixture['start']>
let app: Hono<AppEnv>

beforeEach(async () => {
  at = await recordingsAt()
  at.labs.set(ID, aLab())
  at.labs.set('lab0000000000002', aLab({ id: 'lab0000000000002', ownerId: 'member-bob' }))
  server = at.start()
  app = new Hono<AppEnv>()
  app.onError(errorHandler(pino({ enabled: false })))
  app.use(async (c, next) => {
    const [id, role] = (c.req.header('x-member') ?? '').split(' ')
    c.set('principal', id && role ? { id, handle: id, name: id, role: role as Role } : null)
    await next()
  })
  app.route('/', recordingRoutes({ store: at.store, views: server.views }))
  server.changed(ID, 'ready')
  server.changed('lab0000000000002', 'ready')
  await server.recordings.recorder.ready(ID)
  await server.recordings.recorder.ready('lab0000000000002')
})
afterEach(async () => {
  await server.recordings.close()
  await at.cleanUp()
})

const ask = (path: string, member: string) => app.request(path, { headers: { 'x-member': member } })

const openTerminal = () => {
  const terminal = { labId: ID, n: 1, host: 'www01', login: 'ada', cols: 80, rows: 24 }
  const recording = server.recordings.recorder.open(terminal)
  server.bus.emit('terminal.opened', { ...terminal, ownerId: 'member-ada', terminalId: 't1' })
  return recording
}

it('lists a member’s own recordings, and all of them to a reviewer', async () => {
  const ids = async (member: string) =>
    ((await (await ask('/recordings', member)).json()) as { id: string }[]).map(one => one.id)
  expect(await ids(ADA)).toEqual([ID])
  expect(new Set(await ids(REVIEWER))).toEqual(new Set([ID, 'lab0000000000002']))
})

it('shows a recording to its member and to a reviewer, and to nobody else', async () => {
  expect((await ask(`/recordings/${ID}`, ADA)).status).toBe(200)
  expect((await ask(`/recordings/${ID}`, REVIEWER)).status).toBe(200)
  expect((await ask(`/recordings/${ID}`, BOB)).status).toBe(404)
  expect((await ask('/recordings/nothing', REVIEWER)).status).toBe(404)
  expect((await ask(`/recordings/${ID}`, '')).status).toBe(401)
})

it('streams the cast of a running terminal, with all that was said so far', async () => {
  const recording = openTerminal()
  recording.output(Buffer.from('just now'))
  const answer = await ask(`/recordings/${ID}/terminals/1`, REVIEWER)
  expect(answer.headers.get('content-type')).toContain('application/x-asciicast')
  const lines = (await answer.text()).trimEnd().split('\n')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ version: 3, term: { cols: 80, rows: 24 } })
  expect(JSON.parse(lines[1] ?? '').slice(1)).toEqual(['o', 'just now'])
})

it.each([
  ['2', 404, 'terminal-not-found'],
  ['0', 400, 'invalid-input'],
  ['..%2F..%2Fevents', 400, 'invalid-input'],
])('refuses terminal %s', async (n, status, code) => {
  const answer = await ask(`/recordings/${ID}/terminals/${n}`, ADA)
  expect(answer.status).toBe(status)
  expect(await answer.json()).toMatchObject({ code })
})

it('says that the files are gone, where they are', async () => {
  openTerminal()
  await server.recordings.close()
  await rm(join(at.root, ID), { recursive: true })
  const view = await (await ask(`/recordings/${ID}`, ADA)).json()
  expect(view).toMatchObject({ state: 'missing', events: [], checks: [], terminalList: [] })
  const cast = await ask(`/recordings/${ID}/terminals/1`, ADA)
  expect(cast.status).toBe(410)
  expect(await cast.json()).toMatchObject({ code: 'recording-missing' })
})
