import fc from 'fast-check'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { AppEnv } from '../../server/http/env.ts'
import { errorHandler } from '../../server/http/problem.ts'
import { Bus } from '../../server/kernel/bus.ts'
import type { FactName, Facts } from '../../server/kernel/facts.ts'
import type { Principal, Role } from '../../server/kernel/roles.ts'
import { noticesOf } from '../../server/notices/from-facts.ts'
import { Outbox } from '../../server/notices/outbox.ts'
import { noticeRoutes } from '../../server/notices/routes.ts'
import { createNotices } from '../../server/notices/service.ts'
import type { Notice } from '../../server/notices/view.ts'
import { may } from '../../server/people/permissions.ts'
import { createSessionWatch } from '../../server/people/session-watch.ts'
import { fakeTime, settle } from '../support/fake-time.ts'
import { silent } from '../support/people-fixture.ts'

const who = (id: string, role: Role): Principal => ({ id, handle: id, name: id, role })

/** The topics that `role` hears of, of a fact about ann's things; `ann` is ann herself. */
const heard = <K extends FactName>(name: K, fact: Facts[K], role: Role | 'ann'): string[] => {
  const listener = role === 'ann' ? who('ann', 'apprentice') : who('other', role)
  return noticesOf(name, fact)
    .filter(({ permission, ownerId }) => may(listener, permission, ownerId ?? undefined))
    .map(({ notice }) => notice.topic)
}

const lab = { labId: 'l1', ownerId: 'ann' }

describe('what a fact tells', () => {
  it('of a lab goes to its owner and to maintainers alone', () => {
    const fact = { ...lab, state: 'ready', why: null } as const
    const topics = (role: Role | 'ann') => heard('lab.changed', fact, role)
    expect([topics('ann'), topics('maintainer')]).toEqual([['labs'], ['labs']])
    expect([topics('apprentice'), topics('reviewer')]).toEqual([[], []])
  })

  it('of an attempt goes to reviewers as a changed recording', () => {
    const fact = { ...lab, attemptId: 'a', exercise: 'x', title: 'X', state: 'solved' } as const
    expect(heard('attempt.changed', fact, 'ann')).toEqual(['attempts', 'recordings'])
    expect(heard('attempt.changed', fact, 'reviewer')).toEqual(['recordings'])
    expect(heard('attempt.changed', fact, 'newcomer')).toEqual([])
  })

  it('of the engine goes to everybody', () => {
    expect(heard('engine.changed', { ok: false, detail: '' }, 'newcomer')).toEqual(['status'])
  })

  it('of a member goes to themselves and to those who list members', () => {
    const fact = { memberId: 'ann' }
    expect(heard('member.changed', fact, 'ann')).toEqual(['members', 'path'])
    expect(heard('member.changed', fact, 'maintainer')).toEqual(['members', 'path'])
    expect(heard('member.changed', fact, 'reviewer')).toEqual(['path'])
    expect(heard('member.changed', fact, 'apprentice')).toEqual([])
  })

  it('of a review goes to the recorded member', () => {
    const fact = { reviewId: 'r', recordingId: 'l1', ownerId: 'ann', reviewer: 'rita', title: 'T' }
    expect(noticesOf('review.submitted', fact)[0]?.notice).toEqual({ topic: 'reviews', id: 'l1' })
    expect(heard('review.submitted', fact, 'ann')).toContain('reviews')
    expect(heard('review.submitted', fact, 'apprentice')).toEqual([])
  })
})

describe('the outbox', () => {
  it('says the same thing once', () => {
    const outbox = new Outbox()
    outbox.add({ topic: 'labs', id: 'a' })
    outbox.add({ topic: 'labs', id: 'a' })
    expect(outbox.take()).toEqual([{ topic: 'labs', id: 'a' }])
    expect(outbox.isEmpty).toBe(true)
  })

  it('stays bounded and forgets nothing, whatever comes', () => {
    const topics = ['labs', 'attempts', 'recordings'] as const
    const notice = fc.record({
      topic: fc.constantFrom(...topics),
      id: fc.option(fc.integer({ min: 0, max: 40 }).map(String)),
    })
    fc.assert(
      fc.property(fc.array(notice, { maxLength: 200 }), sent => {
        const outbox = new Outbox()
        for (const one of sent) outbox.add(one)
        const taken = outbox.take()
        expect(taken.length).toBeLessThanOrEqual(topics.length * 16)
        for (const { topic, id } of sent) {
          const covers = (n: Notice) => n.topic === topic && (n.id === id || n.id === null)
          expect(taken.some(covers)).toBe(true)
        }
      }),
    )
  })
})

/** The stream's route for one member, its time and session in our hands. */
const fixture = (role: Role = 'apprentice') => {
  const time = fakeTime()
  const bus = new Bus<Facts>(error => {
    throw error
  })
  const state: { principal: Principal | null } = { principal: who('ann', role) }
  const { schedule } = time
  const principalOf = async () => state.principal
  const sessionWatch = createSessionWatch({ bus, schedule, log: silent, principalOf })
  const notices = createNotices({ bus, schedule, sessionWatch })
  const app = new Hono<AppEnv>()
    .use(async (c, next) => {
      c.set('principal', who('ann', role))
      c.set('sessionId', 's1')
      await next()
    })
    .route('/', noticeRoutes(notices))
  app.onError(errorHandler(silent))

  const connect = async () => {
    const response = await app.request('/notices')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    if (reader === undefined) throw new Error('no body')
    expect((await reader.read()).value).toBe(': still here\n\n')
    return { response, next: () => reader.read(), cancel: () => reader.cancel() }
  }
  return { time, bus, state, notices, app, connect }
}

const labChanged = { ...lab, state: 'ready', why: null } as const

describe('the stream', () => {
  it('is an event stream that no proxy holds back', async () => {
    const { connect, notices } = fixture()
    const { response } = await connect()
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(response.headers.get('x-accel-buffering')).toBe('no')
    notices.dispose()
  })

  it('sends what happens within a moment as one', async () => {
    const { time, bus, connect, notices } = fixture()
    const { next } = await connect()
    await settle()
    bus.emit('lab.changed', labChanged)
    bus.emit('lab.changed', labChanged)
    bus.emit('images.changed', { role: 'www' })
    time.advance(40)
    expect((await next()).value).toBe('event: notice\ndata: {"topic":"status","id":null}\n\n')
    expect((await next()).value).toBe('event: notice\ndata: {"topic":"labs","id":"l1"}\n\n')
    notices.dispose()
    expect((await next()).done).toBe(true)
  })

  it('keeps silent about what is not theirs', async () => {
    const { time, bus, connect, notices } = fixture()
    const { next } = await connect()
    bus.emit('lab.changed', { ...labChanged, ownerId: 'bob' })
    time.advance(1000)
    await settle()
    notices.dispose()
    expect((await next()).done).toBe(true)
  })

  it('beats so that it is not taken for dead', async () => {
    const { time, connect, notices } = fixture()
    const { next } = await connect()
    await settle()
    time.advance(20_000)
    expect((await next()).value).toBe(': still here\n\n')
    notices.dispose()
  })

  it('ends when its member signs out', async () => {
    const { bus, state, connect, notices } = fixture()
    const { next } = await connect()
    state.principal = null
    bus.emit('member.changed', { memberId: 'ann' })
    expect((await next()).done).toBe(true)
    expect(notices.size).toBe(0)
  })

  it('ends at the beat after its session expired', async () => {
    const { time, state, connect } = fixture()
    const { next } = await connect()
    state.principal = null
    await settle()
    time.advance(20_000)
    expect((await next()).value).toContain('still here')
    expect((await next()).done).toBe(true)
  })

  it('hears more as soon as its member may', async () => {
    const { time, bus, state, connect, notices } = fixture()
    const { next } = await connect()
    await settle()
    state.principal = who('ann', 'maintainer')
    bus.emit('member.changed', { memberId: 'ann' })
    await settle()
    bus.emit('lab.changed', { ...labChanged, ownerId: 'bob' })
    time.advance(40)
    const first = [(await next()).value, (await next()).value, (await next()).value].join('')
    expect(first).toContain('"topic":"labs"')
    notices.dispose()
  })

  it('is forgotten when its reader goes', async () => {
    const { connect, notices, time } = fixture()
    const { cancel } = await connect()
    expect(notices.size).toBe(1)
    await cancel()
    await settle(50)
    expect(notices.size).toBe(0)
    time.advance(20_000)
    expect(time.pending()).toBe(0)
  })

  it('holds little for a reader who does not read', async () => {
    const { time, bus, connect, notices } = fixture('maintainer')
    const { next } = await connect()
    await settle()
    for (let n = 0; n < 1000; n++) {
      bus.emit('lab.changed', { ...labChanged, labId: `l${n}` })
      if (n % 100 === 0) {
        time.advance(40)
        await settle()
      }
    }
    const texts: string[] = []
    for (let n = 0; n < 3; n++) {
      texts.push((await next()).value ?? '')
      await settle()
      time.advance(40)
    }
    expect(texts.at(-1)).toContain('{"topic":"labs","id":null}')
    notices.dispose()
  })

  it('is refused to one who has far too many', async () => {
    const { app, notices } = fixture()
    for (let n = 0; n < 32; n++) await app.request('/notices')
    const response = await app.request('/notices')
    expect([response.status, (await response.json()).code]).toEqual([429, 'too-many-streams'])
    notices.dispose()
  })
})
