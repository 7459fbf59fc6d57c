import { expect, it } from 'vitest'
import { Bus } from '../../server/kernel/bus.ts'
import type { Facts } from '../../server/kernel/facts.ts'
import type { Principal } from '../../server/kernel/roles.ts'
import { createSessionWatch } from '../../server/people/session-watch.ts'
import { fakeTime, settle } from '../support/fake-time.ts'
import { silent } from '../support/people-fixture.ts'

const ann: Principal = { id: 'ann', handle: 'ann', name: 'Ann', role: 'maintainer' }

/** Follows ann's session, which belongs to `state.who`; what was told is in `told`. */
const following = async () => {
  const time = fakeTime()
  const bus = new Bus<Facts>(error => {
    throw error
  })
  const state = { who: ann as Principal | null, fails: false, asked: 0 }
  const watch = createSessionWatch({
    bus,
    schedule: time.schedule,
    log: silent,
    principalOf: async () => {
      state.asked += 1
      if (state.fails) throw new Error('the database is busy')
      return state.who
    },
  })
  const told: (string | null)[] = []
  const follower = watch.follow('s1', 'ann', who => told.push(who?.role ?? null))
  await settle()
  return { time, bus, state, told, follower }
}

it('a session is looked up at once', async () => {
  const { told } = await following()
  expect(told).toEqual(['maintainer'])
})

it('a change of its member is told at once, that of another is not looked at', async () => {
  const { bus, state, told } = await following()
  state.who = { ...ann, role: 'apprentice' }
  bus.emit('member.changed', { memberId: 'bob' })
  await settle()
  expect(state.asked).toBe(1)
  bus.emit('member.changed', { memberId: 'ann' })
  await settle()
  expect(told).toEqual(['maintainer', 'apprentice'])
})

it('a session that expired is told within 20 s, once, and left alone then', async () => {
  const { time, bus, state, told } = await following()
  state.who = null
  time.advance(20_000)
  await settle()
  expect(told).toEqual(['maintainer', null])
  bus.emit('member.changed', { memberId: 'ann' })
  await settle()
  expect([told.length, time.pending()]).toEqual([2, 0])
})

it('a failed look-up changes nothing', async () => {
  const { time, state, told } = await following()
  state.fails = true
  time.advance(20_000)
  await settle()
  expect(told).toEqual(['maintainer'])
  state.fails = false
  time.advance(20_000)
  await settle()
  expect(told).toEqual(['maintainer', 'maintainer'])
})

it('nothing is told to one who let go meanwhile', async () => {
  const { time, bus, told, follower } = await following()
  bus.emit('member.changed', { memberId: 'ann' })
  follower.dispose()
  await settle()
  expect([told.length, time.pending()]).toEqual([1, 0])
})
