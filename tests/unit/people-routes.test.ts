import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '../../server/kernel/result.ts'
import type { Role } from '../../server/kernel/roles.ts'
import { peopleFixture, tokenOf } from '../support/people-fixture.ts'

let fixture: Awaited<ReturnType<typeof peopleFixture>>

beforeEach(async () => {
  fixture = await peopleFixture()
})
afterEach(() => fixture.db.destroy())

const invite = async (handle: string, role: Role = 'apprentice') =>
  unwrap(await fixture.people.issueLink({ handle, role, by: 'operator' }))

describe('the routes of people', () => {
  const problem = async (response: Response) => {
    const { code } = await response.json()
    return [response.status, code]
  }

  it('sign in by a link and set a cookie that scripts and other sites do not see', async () => {
    const { link } = await invite('ann')
    const response = await fixture.request('POST', '/session', { token: tokenOf(link.url) })
    expect(response.status).toBe(200)
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(
      /^__Host-hatchery=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    const view = await (
      await fixture.request('GET', '/session', undefined, cookie.split(';')[0])
    ).json()
    expect(view.member).toMatchObject({ handle: 'ann', role: 'apprentice' })
    expect(view.can).toContain('terminal:open')
    expect(view.can).not.toContain('member:list')
  })

  it('use a plain cookie over http', async () => {
    const plain = await peopleFixture('http://localhost:8080')
    const issued = await plain.people.issueLink({ handle: 'ann', role: 'owner', by: 'operator' })
    const token = tokenOf(unwrap(issued).link.url)
    const response = await plain.request('POST', '/session', { token })
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^hatchery=/)
    expect(cookie).not.toContain('Secure')
    await plain.db.destroy()
  })

  it('refuse one who is not signed in', async () => {
    expect(await problem(await fixture.request('GET', '/session'))).toEqual([401, 'not-signed-in'])
    const forged = `__Host-hatchery=${'x'.repeat(43)}`
    expect((await fixture.request('GET', '/path', undefined, forged)).status).toBe(401)
  })

  it('refuse a used link, and after many tries the address', async () => {
    const body = { token: 'x'.repeat(43) }
    for (let n = 0; n < 5; n++) {
      expect((await fixture.request('POST', '/session', body)).status).toBe(404)
    }
    const limited = await fixture.request('POST', '/session', body)
    expect(await problem(limited)).toEqual([429, 'too-many-attempts'])
  })

  it('sign out this browser alone', async () => {
    const one = await fixture.signedIn('ann', 'apprentice')
    const two = await fixture.signedIn('ann', 'apprentice')
    const response = await fixture.request('DELETE', '/session', undefined, one.cookie)
    expect(response.status).toBe(204)
    expect(response.headers.get('set-cookie')).toContain('Max-Age=0')
    expect((await fixture.request('GET', '/session', undefined, one.cookie)).status).toBe(401)
    expect((await fixture.request('GET', '/session', undefined, two.cookie)).status).toBe(200)
  })

  it('end the session before when the same browser signs in anew', async () => {
    const before = await fixture.signedIn('ann', 'apprentice')
    const { link } = await invite('bob')
    await fixture.request('POST', '/session', { token: tokenOf(link.url) }, before.cookie)
    expect(await fixture.people.sessions.authenticate(before.secret)).toBeNull()
  })

  it('let a maintainer invite, list, change and send a new link', async () => {
    const { cookie } = await fixture.signedIn('max', 'maintainer')
    const invited = await fixture.request(
      'POST',
      '/members',
      { handle: 'ann', name: 'Ann', role: 'newcomer' },
      cookie,
    )
    expect(invited.status).toBe(201)
    const { member, link } = await invited.json()
    expect(member).toMatchObject({
      handle: 'ann',
      name: 'Ann',
      pendingLink: { expiresAt: link.expiresAt },
    })
    const changed = await fixture.request(
      'PATCH',
      `/members/${member.id}`,
      { role: 'apprentice' },
      cookie,
    )
    expect(await changed.json()).toMatchObject({
      role: 'apprentice',
      pendingLink: expect.anything(),
    })
    const renewed = await fixture.request('POST', `/members/${member.id}/link`, undefined, cookie)
    expect(tokenOf((await renewed.json()).url)).not.toBe(tokenOf(link.url))
    const list = await (await fixture.request('GET', '/members', undefined, cookie)).json()
    expect(list.map((m: { handle: string }) => m.handle)).toEqual(['ann', 'max'])
  })

  it.each<[string, string, object | undefined]>([
    ['GET', '/members', undefined],
    ['POST', '/members', { handle: 'eve', role: 'owner' }],
    ['PATCH', '/members/OWN', { role: 'maintainer' }],
    ['POST', '/members/OWN/link', undefined],
  ])('refuse an apprentice %s %s', async (method, path, body) => {
    const ann = await fixture.signedIn('ann', 'apprentice')
    const response = await fixture.request(method, path.replace('OWN', ann.id), body, ann.cookie)
    expect(await problem(response)).toEqual([403, 'forbidden'])
  })

  it('refuse a role and a handle that there are not', async () => {
    const { cookie } = await fixture.signedIn('max', 'maintainer')
    const body = { handle: 'Ann!', role: 'god' }
    const response = await fixture.request('POST', '/members', body, cookie)
    const { status, errors } = await response.json()
    expect(status).toBe(400)
    expect(errors.map((e: { path: string }) => e.path)).toEqual(['handle', 'role'])
  })

  it('show a path to its member and to reviewers, to others as if it were not there', async () => {
    const ann = await fixture.signedIn('ann', 'apprentice')
    const bob = await fixture.signedIn('bob', 'apprentice')
    const rita = await fixture.signedIn('rita', 'reviewer')
    const status = async (cookie: string) =>
      (await fixture.request('GET', `/members/${ann.id}/path`, undefined, cookie)).status
    expect([await status(ann.cookie), await status(bob.cookie), await status(rita.cookie)]).toEqual(
      [200, 404, 200],
    )
    const path = await (await fixture.request('GET', '/path', undefined, ann.cookie)).json()
    expect(path.steps[0].evidence).toMatchObject([{ kind: 'joined' }])
  })

  it('let everybody sign themselves out everywhere, and others only those who may', async () => {
    const ann = await fixture.signedIn('ann', 'apprentice')
    const bob = await fixture.signedIn('bob', 'apprentice')
    const end = (id: string, cookie: string) =>
      fixture.request('DELETE', `/members/${id}/sessions`, undefined, cookie)
    expect((await end(ann.id, bob.cookie)).status).toBe(404)
    expect((await end(ann.id, ann.cookie)).status).toBe(204)
    expect(await fixture.people.sessions.authenticate(ann.secret)).toBeNull()
  })
})
