import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createFakeEngine } from '../../server/engine/fake.ts'
import { unavailable } from '../../server/kernel/app-error.ts'
import { LAB_REQUEST, labsOver, openLabsDatabase } from '../support/labs-fixture.ts'

/** Runs a lab's whole life while the given calls to the engine fail, then the engine is well. */
const liveWith = async (fails: (call: number, step: string) => boolean, endAfter: number) => {
  const steps: string[] = []
  let isWell = false
  let endNow = () => {}
  const endIsDue = new Promise<void>(resolve => {
    endNow = resolve
  })
  const fake = createFakeEngine({
    onStep: step => {
      const call = steps.push(step)
      if (call === endAfter) endNow()
      if (!isWell && fails(call, step)) {
        throw unavailable('engine-down', `The engine failed at ${step}.`)
      }
    },
  })
  const db = await openLabsDatabase()
  const { labs } = labsOver(fake.engine, db)
  const created = await labs.create(LAB_REQUEST)
  if (!created.ok) throw created.error
  const { id } = created.value
  await Promise.race([labs.whenReady(id), endIsDue])
  await labs.end(id, 'You ended it.')
  isWell = true
  await labs.sweep()
  await vi.waitFor(async () => expect((await labs.get(id))?.state).toBe('ended'), { interval: 1 })
  const lab = await labs.get(id)
  await db.destroy()
  return { lab, steps, left: fake.containers.size + fake.networks.size }
}

test('nothing is left whichever call to the engine fails', async () => {
  const { steps } = await liveWith(() => false, 0)
  expect(steps.length).toBeGreaterThan(8)
  for (let failing = 1; failing <= steps.length; failing++) {
    const { left, lab } = await liveWith(call => call === failing, 0)
    expect(left, `after ${steps[failing - 1]} failed`).toBe(0)
    expect(lab?.why).not.toBeNull()
  }
})

test('nothing is left whatever fails, and whenever it is ended', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 1, max: 16 }), { maxLength: 6 }),
      fc.nat({ max: 14 }),
      async (failing, endAfter) => {
        const { left } = await liveWith(call => failing.includes(call), endAfter)
        expect(left).toBe(0)
      },
    ),
    { numRuns: 150 },
  )
})
