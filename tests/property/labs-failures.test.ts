import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createFakeEngine } from '../../server/engine/fake.ts'
import { unavailable } from '../../server/kernel/app-error.ts'
import { LAB_REQUEST, labsOver, openLabsDatabase } from '../support/labs-fixture.ts'

const turns = async (n: number): Promise<void> => {
  for (let i = 0; i < n; i++) await new Promise(resolve => setImmediate(resolve))
}

/**
 * Runs a lab's whole life while the given calls to the engine fail and each takes its time, ends it
 * after so many calls (0: when it is ready), and then the engine is well.
 */
const liveWith = async (
  fails: (call: number) => boolean,
  endAfter = 0,
  delays: readonly number[] = [0],
) => {
  const steps: string[] = []
  let isWell = false
  let endNow = () => {}
  const endIsDue = new Promise<void>(resolve => {
    endNow = resolve
  })
  const fake = createFakeEngine({
    onStep: async step => {
      const call = steps.push(step)
      if (call === endAfter) endNow()
      if (!isWell && fails(call)) {
        throw unavailable('engine-down', `The engine failed at ${step}.`)
      }
      await turns(delays[call % delays.length] ?? 0)
    },
  })
  const db = await openLabsDatabase()
  const { labs } = labsOver(fake.engine, db)
  const created = await labs.create(LAB_REQUEST)
  if (!created.ok) throw created.error
  const { id } = created.value
  await Promise.race([labs.whenReady(id), endIsDue])
  const left = () => fake.containers.size + fake.networks.size
  const ended = await labs.end(id, 'You ended it.')
  await turns(60)
  const leftByEnd = ended.ok ? left() : 0
  isWell = true
  await labs.sweep()
  await vi.waitFor(async () => expect((await labs.get(id))?.state).toBe('ended'), { interval: 1 })
  const lab = await labs.get(id)
  await db.destroy()
  return { lab, steps, left: left(), leftByEnd }
}

test('nothing is left whichever call to the engine fails', async () => {
  const { steps } = await liveWith(() => false)
  expect(steps.length).toBeGreaterThan(8)
  for (let failing = 1; failing <= steps.length; failing++) {
    const { left, lab } = await liveWith(call => call === failing)
    expect(left, `after ${steps[failing - 1]} failed`).toBe(0)
    expect(lab?.why).not.toBeNull()
  }
})

test('nothing is left whatever fails, and whenever it is ended', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 1, max: 16 }), { maxLength: 6 }),
      fc.nat({ max: 14 }),
      fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 17 }),
      async (failing, endAfter, delays) => {
        const { left, leftByEnd } = await liveWith(call => failing.includes(call), endAfter, delays)
        expect(leftByEnd, 'when it said that it was removed').toBe(0)
        expect(left, 'after the next sweep').toBe(0)
      },
    ),
    { numRuns: 300 },
  )
})
