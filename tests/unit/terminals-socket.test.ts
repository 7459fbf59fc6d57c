import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import WebSocket, { WebSocketServer } from 'ws'
import type { AppEnv } from '../../server/http/env.ts'
import { sameOrigin } from '../../server/http/origin.ts'
import { errorHandler } from '../../server/http/problem.ts'
import { answeringRefusals, leaveRefusals } from '../../server/http/refused-upgrade.ts'
import { systemClock } from '../../server/kernel/clock.ts'
import type { Principal, Role } from '../../server/kernel/roles.ts'
import { systemSchedule } from '../../server/kernel/schedule.ts'
import { createSessionWatch } from '../../server/people/session-watch.ts'
import { MOST_VIEWERS } from '../../server/terminals/audience.ts'
import {
  decodeServerFrame,
  encodeClientFrame,
  type ServerFrame,
} from '../../server/terminals/frames.ts'
import { terminalRoutes } from '../../server/terminals/routes.ts'
import { terminalsFixture } from '../support/fake-terminals.ts'

const ORIGIN = 'http://hatchery.test'

/** Signed in by a header: `id role`. The lab is member-ada’s. */
const ADA = 'member-ada apprentice'
const BOB = 'member-bob apprentice'
const REVIEWER = 'member-rita reviewer'
const MAINTAINER = 'member-mia maintainer'

const principalOf = (member: string): Principal | null => {
  const [id, role] = member.split(' ')
  const handle = id?.replace('member-', '') ?? ''
  return id && role ? { id, handle, name: handle, role: role as Role } : null
}

const serveTerminals = async () => {
  const time = { clock: systemClock, schedule: systemSchedule }
  const fixture = await terminalsFixture(time)
  const { bus, terminals, labs } = fixture.start()
  const left: string[] = []
  bus.on('terminal.left', ({ handle }) => left.push(handle))
  /** Sessions, as `x-member` names them, that belong to somebody else now. */
  const changed = new Map<string, string>()
  const app = new Hono<AppEnv>()
  app.onError(errorHandler(pino({ enabled: false })))
  app.use(async (c, next) => {
    const member = c.req.header('x-member') ?? ''
    c.set('principal', principalOf(member))
    c.set('sessionId', member)
    c.set('requestId', 'r')
    c.set('log', pino({ enabled: false }))
    await next()
  })
  app.use(sameOrigin({ origin: ORIGIN, originIsSet: true }))
  const sessionWatch = createSessionWatch({
    bus,
    schedule: systemSchedule,
    log: pino({ enabled: false }),
    principalOf: async session => principalOf(changed.get(session) ?? session),
  })
  app.route('/api', terminalRoutes({ terminals, labs, schedule: systemSchedule, sessionWatch }))
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 128 * 1024 })
  const server = serve({
    fetch: answeringRefusals(app.fetch),
    port: 0,
    hostname: '127.0.0.1',
    websocket: { server: sockets },
  })
  leaveRefusals(server)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const row = await terminals.open(fixture.lab.id, 'www01', 80, 24)
  return {
    fixture,
    terminals,
    row,
    /** Their session belongs to `now` from here on; empty: to nobody. */
    change: (member: string, now: string) => {
      changed.set(member, now)
      bus.emit('member.changed', { memberId: member.split(' ')[0] ?? '' })
    },
    left: () => left,
    pty: () => fixture.world.ptys[0],
    url: `127.0.0.1:${port}/api`,
    close: async () => {
      terminals.dispose()
      for (const socket of sockets.clients) socket.terminate()
      server.close()
      await fixture.world.db.destroy()
    },
  }
}

let at: Awaited<ReturnType<typeof serveTerminals>>
beforeEach(async () => {
  at = await serveTerminals()
})
afterEach(() => at.close())

const join = (member: string, query: string, options: { origin?: string; id?: string } = {}) => {
  const { origin = ORIGIN, id = at.row.id } = options
  const socket = new WebSocket(`ws://${at.url}/terminals/${id}/socket?${query}`, {
    headers: { 'x-member': member, origin, cookie: 'session=x' },
  })
  const frames: ServerFrame[] = []
  socket.on('message', (data: Buffer) => {
    const decoded = decodeServerFrame(data)
    if (decoded.ok) frames.push(decoded.frame)
  })
  const text = () =>
    frames
      .map(frame => (frame.type === 'output' ? Buffer.from(frame.bytes).toString() : ''))
      .join('')
  const closed = new Promise<{ code: number; reason: string }>(resolve => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }))
  })
  const refused = new Promise<{ status: number; body: Record<string, unknown> }>(resolve => {
    socket.once('unexpected-response', (_request, response) => {
      let body = ''
      response.on('data', chunk => {
        body += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(body) }),
      )
    })
  })
  socket.on('error', () => {})
  return { socket, frames, text, closed, refused, opened: once(socket, 'open') }
}

describe('a socket', () => {
  it('carries output, input and state', async () => {
    const ada = join(ADA, 'mode=own&since=0&client=page-0001')
    await ada.opened
    ada.socket.send(encodeClientFrame({ type: 'input', id: 1, bytes: Buffer.from('ls\r') }))
    await vi.waitFor(() => expect(at.pty()?.typed).toEqual(['ls\r']))
    at.pty()?.say('index.html\r\n')
    await vi.waitFor(() => expect(ada.text()).toBe('index.html\r\n'))
    expect(ada.frames[0]).toMatchObject({
      type: 'state',
      state: { mode: 'own', viewers: [{ handle: 'ada', mode: 'own' }] },
    })
  })

  it('goes on from the offset the client last saw', async () => {
    at.pty()?.say('0123456789')
    const ada = join(ADA, 'mode=own&since=6')
    await vi.waitFor(() => expect(ada.text()).toBe('6789'))
  })

  it('of a maintainer watches, and cannot type', async () => {
    const mia = join(MAINTAINER, 'mode=observe')
    await mia.opened
    mia.socket.send(encodeClientFrame({ type: 'input', id: 1, bytes: Buffer.from('rm\r') }))
    at.pty()?.say('x')
    await vi.waitFor(() => expect(mia.text()).toBe('x'))
    expect(at.pty()?.typed).toEqual([])
  })

  it.each([
    ['malformed', Buffer.from([99]), 1007],
    ['oversized', encodeClientFrame({ type: 'input', id: 1, bytes: new Uint8Array(70_000) }), 1009],
    ['far too large', Buffer.alloc(200_000), 1009],
    ['text', 'hello', 1003],
  ])('with a %s frame is closed, and hurts no other', async (_what, data, code) => {
    const ada = join(ADA, 'mode=own')
    const broken = join(ADA, 'mode=own')
    await Promise.all([ada.opened, broken.opened])
    broken.socket.send(data)
    expect((await broken.closed).code).toBe(code)
    at.pty()?.say('still here')
    await vi.waitFor(() => expect(ada.text()).toBe('still here'))
  })

  it('is told why the terminal ended', async () => {
    const ada = join(ADA, 'mode=own')
    await ada.opened
    await at.terminals.close(at.row.id, 'You closed it.')
    expect(await ada.closed).toEqual({ code: 1000, reason: 'You closed it.' })
  })
})

describe('a socket whose session changes', () => {
  it('is closed at sign-out, and nothing that comes after is typed', async () => {
    const ada = join(ADA, 'mode=own')
    await ada.opened
    at.change(ADA, '')
    ada.socket.send(encodeClientFrame({ type: 'input', id: 1, bytes: Buffer.from('rm\r') }))
    expect((await ada.closed).code).toBe(4401)
    expect(at.pty()?.typed).toEqual([])
    await vi.waitFor(() => expect(at.left()).toEqual(['ada']))
  })

  it('is closed when its member may no longer do what it is for', async () => {
    const ada = join(ADA, 'mode=own')
    const mia = join(MAINTAINER, 'mode=observe')
    await Promise.all([ada.opened, mia.opened])
    at.change(MAINTAINER, 'member-mia reviewer')
    expect((await mia.closed).code).toBe(4403)
    at.pty()?.say('still here')
    await vi.waitFor(() => expect(ada.text()).toBe('still here'))
  })

  it('stays open through a change that leaves the permission', async () => {
    const ada = join(ADA, 'mode=own')
    await ada.opened
    at.change(ADA, 'member-ada reviewer')
    at.pty()?.say('still here')
    await vi.waitFor(() => expect(ada.text()).toBe('still here'))
    expect(ada.socket.readyState).toBe(WebSocket.OPEN)
  })
})

describe('before the upgrade', () => {
  it.each([
    ['nobody is signed in', '', 'mode=own', {}, 401, 'not-signed-in'],
    ['it is another member’s', BOB, 'mode=observe', {}, 404, 'terminal-not-found'],
    ['a maintainer wants to type', MAINTAINER, 'mode=own', {}, 404, 'terminal-not-found'],
    ['a reviewer wants to watch live', REVIEWER, 'mode=observe', {}, 404, 'terminal-not-found'],
    ['there is no such terminal', ADA, 'mode=own', { id: 'nothing' }, 404, 'terminal-not-found'],
    [
      'the page is of another site',
      ADA,
      'mode=own',
      { origin: 'http://evil.test' },
      403,
      'forbidden',
    ],
    ['the offset is no number', ADA, 'mode=own&since=-1', {}, 400, 'invalid-input'],
  ])('it is refused when %s', async (_what, member, query, options, status, code) => {
    const refused = await join(member, query, options).refused
    expect(refused).toMatchObject({ status, body: { code } })
  })

  it('it is refused when the terminal has not been taken over, and once it has ended', async () => {
    const id = 'term000000000009'
    const { store } = at.fixture
    await store.insert({ ...at.row, id, n: 9 })
    const early = await join(ADA, 'mode=own', { id }).refused
    expect(early).toMatchObject({ status: 503, body: { code: 'terminal-not-taken-over' } })
    await store.end(id, 1, 'The shell ended.')
    const late = await join(ADA, 'mode=own', { id }).refused
    expect(late).toMatchObject({ status: 410, body: { code: 'terminal-ended' } })
  })

  it('it is refused while too many look already', async () => {
    const rest = { mode: 'observe', client: null } as const
    const end = { send: () => {}, bufferedAmount: () => 0, close: () => {} }
    for (let n = 0; n < MOST_VIEWERS; n += 1) {
      at.terminals.hub(at.row.id)?.attach({ handle: `viewer-${n}`, ...rest, ...end }, 0)
    }
    const refused = await join(ADA, 'mode=own').refused
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-viewers' } })
  })

  it('it is refused when no WebSocket is asked for', async () => {
    const answer = await fetch(`http://${at.url}/terminals/${at.row.id}/socket?mode=own`, {
      headers: { 'x-member': ADA },
    })
    expect(answer.status).toBe(426)
  })
})

it('what asks to become anything else is told so', async () => {
  const { port } = new URL(`http://${at.url}`)
  const request = get({ port, headers: { connection: 'upgrade', upgrade: 'h2c' } })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  expect(response.statusCode).toBe(400)
})

describe('the list of terminals', () => {
  const ask = (method: string, path: string, member: string, body?: object) =>
    fetch(`http://${at.url}${path}`, {
      method,
      headers: { 'x-member': member, origin: ORIGIN, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })

  it('opens, lists and closes them for their member alone', async () => {
    const path = `/labs/${at.fixture.lab.id}/terminals`
    const opened = await ask('POST', path, ADA, { host: 'www01', cols: 80, rows: 24 })
    expect(opened.status).toBe(201)
    const { id, n } = (await opened.json()) as { id: string; n: number }
    expect(n).toBe(2)
    expect((await ask('POST', path, BOB, { host: 'www01', cols: 80, rows: 24 })).status).toBe(404)
    expect((await ask('POST', path, ADA, { host: 'www01', cols: 0, rows: 24 })).status).toBe(400)
    expect((await ask('DELETE', `/terminals/${id}`, BOB)).status).toBe(404)
    expect((await ask('DELETE', `/terminals/${id}`, ADA)).status).toBe(204)
    const list = (await (await ask('GET', path, ADA)).json()) as object[]
    expect(list).toMatchObject([
      { n: 1, ended: null },
      { n: 2, ended: { why: 'You closed it.' } },
    ])
    expect((await ask('GET', path, BOB)).status).toBe(404)
  })
})
