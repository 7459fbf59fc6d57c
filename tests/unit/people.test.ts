import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Result, unwrap } from '../../server/kernel/result.ts'
import type { Principal, Role } from '../../server/kernel/roles.ts'
import { recordEvidence } from '../../server/people/evidence-recorder.ts'
import { checkHandle } from '../../server/people/handle.ts'
import { checkRoleChange } from '../../server/people/role-change.ts'
import type { PeopleTables } from '../../server/people/tables.ts'
import { ORIGIN, peopleFixture, silent, tokenOf } from '../support/people-fixture.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let fixture: Awaited<ReturnType<typeof peopleFixture>>

beforeEach(async () => {
  fixture = await peopleFixture()
})
afterEach(() => fixture.db.destroy())

const codeOf = (result: Result<unknown>): string | null => (result.ok ? null : result.error.code)

const invite = async (handle: string, role: Role = 'apprentice') =>
  unwrap(await fixture.people.issueLink({ handle, role, by: 'operator' }))

describe('handles', () => {
  it.each(['ann', 'a1', 'ann-b', 'x'.repeat(31)])('takes %s', handle => {
    expect(checkHandle(handle).ok).toBe(true)
  })

  it.each(['', 'a', 'Ann', '1ann', '-ann', 'ann_b', 'ann b', 'x'.repeat(32), 'ann\n', 'änn'])(
    'refuses %o',
    handle => {
      expect(codeOf(checkHandle(handle))).toBe('bad-handle')
    },
  )

  it.each(['root', 'daemon', 'www-data', 'nobody', 'builds', 'sudo', 'systemd-network', 'puppet'])(
    'refuses %s, which is a login or group on hosts',
    handle => {
      expect(codeOf(checkHandle(handle))).toBe('reserved-handle')
    },
  )
})

describe('sign-in links', () => {
  it('carry the token in the fragment, under the public origin', async () => {
    const { link } = await invite('ann')
    expect(link.url).toMatch(new RegExp(`^${ORIGIN}/enter#[A-Za-z0-9_-]{43}$`))
  })

  it('sign in once', async () => {
    const token = tokenOf((await invite('ann')).link.url)
    expect(unwrap(await fixture.people.redeem(token)).principal.handle).toBe('ann')
    expect(codeOf(await fixture.people.redeem(token))).toBe('link-used')
  })

  it('sign in once when two try at the same time', async () => {
    const token = tokenOf((await invite('ann')).link.url)
    const both = await Promise.all([fixture.people.redeem(token), fixture.people.redeem(token)])
    expect(both.map(codeOf).sort()).toEqual(['link-used', null])
  })

  it('end after two days', async () => {
    const token = tokenOf((await invite('ann')).link.url)
    fixture.time.advance(48 * HOUR)
    expect(codeOf(await fixture.people.redeem(token))).toBe('link-expired')
  })

  it('end when a newer one takes their place', async () => {
    const { member, link } = await invite('ann')
    const newer = unwrap(await fixture.people.renewLink('operator', member.id))
    expect(codeOf(await fixture.people.redeem(tokenOf(link.url)))).toBe('link-replaced')
    expect((await fixture.people.redeem(tokenOf(newer.url))).ok).toBe(true)
  })

  it('say nothing of whose they were', async () => {
    const token = tokenOf((await invite('ann-the-secret')).link.url)
    await fixture.people.redeem(token)
    const used = await fixture.people.redeem(token)
    const unknown = await fixture.people.redeem('x'.repeat(43))
    expect([codeOf(used), codeOf(unknown)]).toEqual(['link-used', 'link-unknown'])
    expect(JSON.stringify([used, unknown])).not.toContain('ann-the-secret')
  })

  it('are kept as hashes alone', async () => {
    const token = tokenOf((await invite('ann')).link.url)
    const { secret } = unwrap(await fixture.people.redeem(token))
    const db = fixture.db.withTables<PeopleTables>()
    const dump = JSON.stringify([
      await db.selectFrom('sign_in_links').selectAll().execute(),
      await db.selectFrom('sessions').selectAll().execute(),
    ])
    expect(dump).not.toContain(token)
    expect(dump).not.toContain(secret)
  })

  it('go to the first owner on each start, until an owner has signed in', async () => {
    const { people } = fixture
    const first = await people.ownerLinkOnFirstStart()
    const second = await people.ownerLinkOnFirstStart()
    expect(codeOf(await people.redeem(tokenOf(first?.url ?? '')))).toBe('link-replaced')
    expect(unwrap(await people.redeem(tokenOf(second?.url ?? ''))).principal).toMatchObject({
      handle: 'owner',
      role: 'owner',
    })
    expect(await people.ownerLinkOnFirstStart()).toBeNull()
  })

  it('of the operator give a present member the role and keep who they are', async () => {
    const before = await fixture.signedIn('ann', 'apprentice')
    const again = await invite('ann', 'reviewer')
    expect(again.member).toMatchObject({ id: before.id, role: 'reviewer' })
  })

  it('of a maintainer refuse a handle that is taken', async () => {
    const maintainer = await fixture.signedIn('max', 'maintainer')
    await invite('ann')
    const result = await fixture.people.issueLink({
      handle: 'ann',
      role: 'apprentice',
      by: maintainer,
    })
    expect(codeOf(result)).toBe('handle-taken')
  })
})

describe('sessions', () => {
  it('last thirty days from their last use', async () => {
    const { sessions } = fixture.people
    const { secret } = await fixture.signedIn('ann', 'apprentice')
    fixture.time.advance(29 * DAY)
    expect(await sessions.authenticate(secret)).toMatchObject({ renewed: true })
    fixture.time.advance(29 * DAY)
    expect(await sessions.authenticate(secret)).not.toBeNull()
    fixture.time.advance(30 * DAY)
    expect(await sessions.authenticate(secret)).toBeNull()
  })

  it('see a changed role at once', async () => {
    const owner = await fixture.signedIn('olga', 'owner')
    const ann = await fixture.signedIn('ann', 'apprentice')
    unwrap(await fixture.people.changeRole(owner, ann.id, 'reviewer'))
    const live = await fixture.people.sessions.authenticate(ann.secret)
    expect(live?.principal.role).toBe('reviewer')
  })

  it('end everywhere at once, and tell so', async () => {
    const told: string[] = []
    fixture.bus.on('member.changed', ({ memberId }) => told.push(memberId))
    const one = await fixture.signedIn('ann', 'apprentice')
    const two = await fixture.signedIn('ann', 'apprentice')
    told.length = 0
    unwrap(await fixture.people.endSessionsOf(one, one.id))
    expect(told).toEqual([one.id])
    expect(await fixture.people.sessions.authenticate(one.secret)).toBeNull()
    expect(await fixture.people.sessions.authenticate(two.secret)).toBeNull()
  })

  it('remember when a member was last seen', async () => {
    const { id, secret } = await fixture.signedIn('ann', 'apprentice')
    fixture.time.advance(HOUR)
    await fixture.people.sessions.authenticate(secret)
    const member = (await fixture.people.members()).find(m => m.id === id)
    expect(member).toMatchObject({ lastSeenAt: fixture.clock.now(), pendingLink: null })
  })
})

describe('roles', () => {
  const who = (id: string, role: Role): Principal => ({ id, handle: id, name: id, role })

  it.each<[string, Role, Role, Role, number, string | null]>([
    ['an owner makes a maintainer', 'owner', 'apprentice', 'maintainer', 0, null],
    ['an owner makes an owner', 'owner', 'apprentice', 'owner', 0, null],
    ['a maintainer makes a reviewer', 'maintainer', 'newcomer', 'reviewer', 1, null],
    ['a maintainer makes a maintainer', 'maintainer', 'reviewer', 'maintainer', 1, 'forbidden'],
    ['a maintainer demotes a maintainer', 'maintainer', 'maintainer', 'newcomer', 1, 'forbidden'],
    ['a maintainer demotes an owner', 'maintainer', 'owner', 'newcomer', 1, 'forbidden'],
    ['a reviewer raises somebody', 'reviewer', 'newcomer', 'apprentice', 1, 'forbidden'],
    ['an owner demotes one of two owners', 'owner', 'owner', 'maintainer', 1, null],
    [
      'an owner demotes the only other one, themselves unseen',
      'owner',
      'owner',
      'newcomer',
      0,
      'last-owner',
    ],
  ])('%s', (_what, by, from, to, otherOwners, code) => {
    const result = checkRoleChange(who('by', by), { id: 'target', role: from }, to, otherOwners)
    expect(codeOf(result)).toBe(code)
  })

  it('are not raised by their holder', () => {
    const me = who('me', 'maintainer')
    expect(codeOf(checkRoleChange(me, me, 'owner', 1))).toBe('forbidden')
  })

  it('of the last owner stay', async () => {
    const owner = await fixture.signedIn('olga', 'owner')
    expect(codeOf(await fixture.people.changeRole(owner, owner.id, 'maintainer'))).toBe(
      'last-owner',
    )
    await fixture.signedIn('otto', 'owner')
    expect((await fixture.people.changeRole(owner, owner.id, 'maintainer')).ok).toBe(true)
  })

  it('keep a maintainer from signing in as an owner', async () => {
    const owner = await fixture.signedIn('olga', 'owner')
    const maintainer = await fixture.signedIn('max', 'maintainer')
    expect(codeOf(await fixture.people.renewLink(maintainer, owner.id))).toBe('forbidden')
    expect(codeOf(await fixture.people.endSessionsOf(maintainer, owner.id))).toBe('forbidden')
  })
})

describe('evidence', () => {
  it('is made from facts, once each, and told of', async () => {
    const { bus, people, clock } = fixture
    const ann = await fixture.signedIn('ann', 'apprentice')
    const recorder = recordEvidence({ bus, people, clock, log: silent })
    const told: string[] = []
    bus.on('member.changed', ({ memberId }) => told.push(memberId))
    const attempt = {
      labId: 'l1',
      ownerId: ann.id,
      attemptId: 'a1',
      exercise: 'web-502',
      title: 'The 502',
    }
    bus.emit('attempt.changed', { ...attempt, state: 'running' })
    bus.emit('attempt.changed', { ...attempt, state: 'solved' })
    bus.emit('attempt.changed', { ...attempt, state: 'solved' })
    await recorder.settled()
    const path = await people.path(ann.id)
    expect(path?.steps[1]?.evidence).toMatchObject([
      { step: 2, kind: 'exercise-solved', title: 'Solved “The 502”', href: '/recordings/l1' },
    ])
    expect(told).toContain(ann.id)
    recorder.dispose()
    bus.emit('attempt.changed', { ...attempt, attemptId: 'a2', state: 'solved' })
    await recorder.settled()
    expect((await people.path(ann.id))?.steps[1]?.evidence).toHaveLength(1)
  })

  it('that cannot be kept is logged and stops nothing', async () => {
    const { bus, people, clock } = fixture
    const recorder = recordEvidence({ bus, people, clock, log: silent })
    const stranger = {
      reviewId: 'r',
      recordingId: 'l',
      ownerId: 'nobody',
      reviewer: 'x',
      title: 't',
    }
    bus.emit('review.submitted', stranger)
    await recorder.settled()
    const ann = await fixture.signedIn('ann', 'apprentice')
    bus.emit('review.submitted', { ...stranger, ownerId: ann.id })
    await recorder.settled()
    expect((await people.path(ann.id))?.steps[1]?.evidence).toHaveLength(1)
  })
})
