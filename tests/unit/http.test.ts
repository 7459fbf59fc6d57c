import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { limitBody } from '../../server/http/body-limit.ts'
import type { AppEnv } from '../../server/http/env.ts'
import { createMetrics } from '../../server/http/metrics.ts'
import { openApi } from '../../server/http/openapi.ts'
import { originAllowed, requestAllowed, sameOrigin } from '../../server/http/origin.ts'
import { errorHandler, unknownPath } from '../../server/http/problem.ts'
import { createRateLimit } from '../../server/http/rate-limit.ts'
import { identifyRequest, requestLog } from '../../server/http/request-log.ts'
import { securityHeaders } from '../../server/http/security-headers.ts'
import { staticPages } from '../../server/http/static.ts'
import { validate } from '../../server/http/validate.ts'
import { AppError } from '../../server/kernel/app-error.ts'
import { systemClock } from '../../server/kernel/clock.ts'
import { systemRandom } from '../../server/kernel/random.ts'
import { open } from '../../server/people/guard.ts'

const policy = { origin: 'https://h.example.org', originIsSet: true }

/** An app with every middleware of ours, its log kept in `lines`. */
const testApp = () => {
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: line => lines.push(line) })
  const metrics = createMetrics(systemClock)
  const app = new Hono<AppEnv>()
  app.use(identifyRequest(systemRandom))
  app.use(requestLog(log, systemClock), metrics.middleware)
  app.use(securityHeaders(policy.origin), sameOrigin(policy), limitBody())
  app.onError(errorHandler(log)).notFound(unknownPath)
  app.get('/metrics', open('no secrets'), metrics.handler)
  return { app, lines, metrics }
}

const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

describe('problems', () => {
  const problem = async (thrown: unknown) => {
    const { app, lines } = testApp()
    app.get('/x', () => {
      throw thrown
    })
    const response = await app.request('/x?token=hidden', { headers: { 'x-request-id': 'r-1' } })
    return { response, body: await response.json(), lines }
  }

  it('tell an AppError with its code, status, sentence and request id', async () => {
    const { response, body } = await problem(new AppError('lab-limit', 409, 'End a lab first.'))
    expect(response.status).toBe(409)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'End a lab first.',
      code: 'lab-limit',
      requestId: 'r-1',
    })
  })

  it('tell an HTTPException by its status', async () => {
    const { response, body } = await problem(new HTTPException(400, { message: 'Malformed JSON' }))
    expect([response.status, body.code, body.detail]).toEqual([
      400,
      'bad-request',
      'Malformed JSON',
    ])
  })

  it('keep what an unknown error says for the log', async () => {
    const { response, body, lines } = await problem(new Error('/data/secret is missing'))
    expect(response.status).toBe(500)
    expect(JSON.stringify(body)).not.toContain('secret')
    expect(lines.join('')).toContain('/data/secret is missing')
  })

  it('answer a path that nothing serves', async () => {
    const response = await testApp().app.request('/api/nope')
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: 'no-such-path' })
  })
})

describe('the request log', () => {
  it('has the path and status, and neither query, cookie nor body', async () => {
    const { app, lines } = testApp()
    app.post('/x', c => c.text('fine'))
    await app.request('/x?token=q-secret', json({ token: 'b-secret' }, { cookie: 'c-secret=1' }))
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ method: 'POST', path: '/x', status: 200 })
    expect(lines.join('')).not.toContain('secret')
  })
})

describe('input', () => {
  const { app } = testApp()
  const schema = z.object({ days: z.int().min(1), probe: z.object({ url: z.url() }) })
  app.post('/x', validate('json', schema), c => c.json(c.req.valid('json')))

  it('arrives typed when it fits', async () => {
    const body = { days: 3, probe: { url: 'http://www01/' } }
    expect(await (await app.request('/x', json(body))).json()).toEqual(body)
  })

  it('is refused with the path of each fault', async () => {
    const response = await app.request('/x', json({ days: 0, probe: { url: 7 } }))
    const body = await response.json()
    expect([response.status, body.code]).toEqual([400, 'invalid-input'])
    expect(body.errors.map((e: { path: string }) => e.path)).toEqual(['days', 'probe.url'])
    expect(body.detail).toContain('days: ')
  })

  it('is refused when it is no JSON', async () => {
    expect((await app.request('/x', json('{"days":'))).status).toBe(400)
  })

  it('is refused when it is sent as something else', async () => {
    const response = await app.request('/x', { method: 'POST', body: 'days=3' })
    expect([response.status, (await response.json()).code]).toEqual([415, 'not-json'])
  })

  it('is refused above 1 MiB, with a length named or not', async () => {
    const named = await app.request('/x', json('x', { 'content-length': '1048577' }))
    const stream = new Blob([new Uint8Array(1_048_577)]).stream()
    const init = { method: 'POST', body: stream, duplex: 'half' }
    const streamed = await app.request('/x', init)
    expect([named.status, streamed.status]).toEqual([413, 413])
    expect(await named.json()).toMatchObject({ code: 'body-too-large' })
  })
})

describe('origins', () => {
  it.each([
    ['https://h.example.org', true],
    ['http://h.example.org', false],
    ['https://h.example.org.evil.test', false],
    ['https://h.example.org:8443', false],
    ['http://localhost:8080', false],
    ['null', false],
    ['', false],
  ])('of a set one: %s → %s', (origin, allowed) => {
    expect(originAllowed(policy, origin)).toBe(allowed)
  })

  it.each([
    ['http://localhost:8080', true],
    ['http://127.0.0.1:8080', true],
    ['http://[::1]:8080', true],
    ['http://localhost:8081', false],
    ['https://localhost:8080', false],
    ['http://evil.test:8080', false],
    ['http://localhost:8080/path', false],
  ])('on loopback: %s → %s', (origin, allowed) => {
    const loopback = { origin: 'http://localhost:8080', originIsSet: false }
    expect(originAllowed(loopback, origin)).toBe(allowed)
  })

  const facts = {
    method: 'POST',
    origin: undefined,
    secFetchSite: undefined,
    upgrade: undefined,
    cookie: true,
  }
  const own = policy.origin
  const foreign = 'https://evil.test'

  it.each([
    ['a page of ours posts', { origin: own, secFetchSite: 'same-origin' }, true],
    ['a foreign page posts', { origin: foreign }, false],
    ['a foreign page posts without an Origin', { secFetchSite: 'cross-site' }, false],
    ['a sandboxed page posts', { origin: 'null' }, false],
    ['a program posts', {}, true],
    ['a foreign page links here', { method: 'GET', origin: foreign }, true],
    [
      'a page of ours opens a socket',
      { method: 'GET', upgrade: 'websocket', origin: own, secFetchSite: 'same-origin' },
      true,
    ],
    [
      'a foreign page opens a socket',
      { method: 'GET', upgrade: 'WebSocket', origin: foreign },
      false,
    ],
    ['a program opens a socket with a cookie', { method: 'GET', upgrade: 'websocket' }, false],
    [
      'a program opens a socket without one',
      { method: 'GET', upgrade: 'websocket', cookie: false },
      true,
    ],
  ])('%s → %o', (_what, some, allowed) => {
    expect(requestAllowed(policy, { ...facts, ...some })).toBe(allowed)
  })

  it('are not read from the Host header', async () => {
    const { app } = testApp()
    app.post('/x', c => c.text('done'))
    const headers = { host: 'evil.test', origin: 'http://evil.test' }
    const response = await app.request('http://evil.test/x', { method: 'POST', headers })
    expect([response.status, (await response.json()).code]).toEqual([403, 'forbidden'])
  })
})

describe('security headers', () => {
  it('let pages load from here alone, and nobody frame them', async () => {
    const { headers } = await testApp().app.request('/nope')
    expect(headers.get('content-security-policy')?.split('; ')).toMatchInlineSnapshot(`
      [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self' wss://h.example.org",
        "worker-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ]
    `)
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
  })
})

describe('the limit on failures', () => {
  const limited = (limit: ReturnType<typeof createRateLimit>, key: string) => {
    try {
      limit.assertAllowed(key)
      return false
    } catch (error) {
      return error instanceof AppError && error.status === 429
    }
  }

  it('refuses an address after too many, others not, and forgives in time', () => {
    let now = 0
    const clock = { now: () => now, monotonic: () => now }
    const limit = createRateLimit({ clock, failures: 3, windowMs: 60_000 })
    for (let n = 0; n < 3; n++) limit.failed('a')
    expect([limited(limit, 'a'), limited(limit, 'b')]).toEqual([true, false])
    now = 60_000
    expect(limited(limit, 'a')).toBe(false)
  })

  it('holds a bounded number of addresses', () => {
    const clock = { now: () => 0, monotonic: () => 0 }
    const limit = createRateLimit({ clock, failures: 1, windowMs: 1000 })
    for (let n = 0; n < 10_001; n++) limit.failed(`${n}`)
    expect([limited(limit, '0'), limited(limit, '10000')]).toEqual([false, true])
  })
})

describe('metrics', () => {
  it('count requests by the pattern of their route', async () => {
    const { app } = testApp()
    app.get('/things/:id', open('test'), c => c.text(c.req.param('id')))
    await app.request('/things/a')
    await app.request('/things/b')
    const text = await (await app.request('/metrics')).text()
    expect(text).toContain(
      'http_request_duration_seconds_count{method="GET",route="/things/:id",status="200"} 2',
    )
    expect(text).toContain('nodejs_eventloop_lag_seconds')
  })
})

describe('the API description', () => {
  it('lists routes with their input, described or not, and no page', async () => {
    const { app } = testApp()
    const api = new Hono<AppEnv>()
      .post('/things/:id', open('test'), validate('json', z.object({ n: z.int() })), c =>
        c.json({}),
      )
      .get('/plain', open('test'), c => c.json({}))
    app.route('/api', api)
    app.get('/api/openapi.json', open('test'), openApi(app, '1.2.3'))
    app.get('*', open('test'), staticPages('/nonexistent'))
    const spec = await (await app.request('/api/openapi.json')).json()
    expect(spec.info).toMatchObject({ title: 'Hatchery', version: '1.2.3' })
    expect(Object.keys(spec.paths).sort()).toEqual([
      '/api/openapi.json',
      '/api/plain',
      '/api/things/{id}',
      '/metrics',
    ])
    const body = spec.paths['/api/things/{id}'].post.requestBody.content['application/json']
    expect(body.schema.properties.n).toMatchObject({ type: 'integer' })
  })
})

describe('pages', () => {
  let root: string
  const { app } = testApp()

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'hatchery-web-'))
    app.get('/api/real', open('test'), c => c.json({ real: true }))
    app.get('*', open('pages hold no data'), staticPages(join(root, 'web')))
  })
  afterAll(() => rmSync(root, { recursive: true }))

  it('say so while they are not built', async () => {
    const response = await app.request('/')
    expect([response.status, (await response.json()).code]).toEqual([503, 'pages-not-built'])
    mkdirSync(join(root, 'web/assets'), { recursive: true })
    writeFileSync(join(root, 'web/index.html'), '<title>Hatchery</title>')
    writeFileSync(join(root, 'web/icon.svg'), '<svg/>')
    writeFileSync(join(root, 'web/assets/main-abc123.js'), 'export {}')
    writeFileSync(join(root, 'secret.txt'), 'not for the web')
  })

  it.each([
    ['/', 'no-cache', '<title>Hatchery</title>'],
    ['/recordings/0123', 'no-cache', '<title>Hatchery</title>'],
    ['/icon.svg', 'no-cache', '<svg/>'],
    ['/assets/main-abc123.js', 'public, max-age=31536000, immutable', 'export {}'],
  ])('%s is served with %s', async (path, caching, body) => {
    const response = await app.request(path)
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, caching])
    expect(await response.text()).toBe(body)
  })

  it.each([
    '/assets/gone-abc.js',
    '/gone.png',
    '/api/gone',
    '/api',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
  ])('%s is not found', async path => {
    const response = await app.request(path)
    expect([response.status, (await response.json()).code]).toEqual([404, 'no-such-path'])
  })
})
