import { describe, expect, it } from 'vitest'
import type { GateNumber } from '../../../server/exercises/gates.ts'
import { drawVariant } from '../../../server/exercises/variants.ts'
import { createWatcher, SETTLE } from '../../../server/exercises/watcher.ts'
import { ok } from '../../../server/kernel/result.ts'
import type { LabAccess } from '../../../server/labs/port.ts'
import { raw, sampleExercise } from './sample.ts'

const exercise = sampleExercise()
const withoutHold = { ...exercise, checks: exercise.checks.filter(({ type }) => type === 'probe') }
const variant = drawVariant(exercise, 1)

/** Watches a page that is green at the seconds that `isGreen` says; a look takes no time. */
const watch = async (
  gate: GateNumber,
  settle: number,
  isGreen: (second: number) => boolean,
  of = exercise,
) => {
  let now = 0
  const access: LabAccess = {
    id: 'lab',
    ownerId: 'prover',
    containerOf: host => host,
    reboot: async () => ok(undefined),
    exec: async (_host, spec) => {
      if (spec.command[0] !== '/usr/bin/curl') {
        return raw({ exitCode: 1, stderr: 'Connection refused' })
      }
      const status = isGreen(now / 1000) ? 200 : 502
      return raw({ stdout: variant.marker ?? '', stderr: `\nanswered: ${status} nginx\n` })
    },
  }
  const sleep = async (ms: number) => {
    now += ms
    if (now > 600_000) throw new Error('it never ends')
  }
  const watcher = createWatcher(
    { clock: { now: () => now, monotonic: () => now }, sleep },
    of,
    variant,
    access,
  )
  const board = await watcher.watch(gate, settle)
  return { seconds: now / 1000, green: watcher.isGreen(board) }
}

describe('the prover’s watch', () => {
  it('ends as soon as all is green and has held', async () => {
    expect(await watch(4, SETTLE.first, second => second >= 3)).toEqual({
      seconds: 13,
      green: true,
    })
  })

  it('gives a late fix the time that it has to hold', async () => {
    expect(await watch(4, SETTLE.first, second => second >= 14)).toEqual({
      seconds: 24,
      green: true,
    })
  })

  it('ends with what stays red', async () => {
    expect(await watch(5, SETTLE.wrong, () => false)).toEqual({ seconds: 6, green: false })
  })

  it('ends for a page that never stays green for long', async () => {
    const { seconds, green } = await watch(4, SETTLE.first, second => second % 8 < 6)
    expect(green).toBe(false)
    expect(seconds).toBeLessThanOrEqual(28)
  })

  it('wants a fault to be seen for a while: a service that starts looks broken too', async () => {
    const { seconds } = await watch(3, SETTLE.first, () => false)
    expect(seconds).toBe(3)
    const starting = await watch(3, SETTLE.first, second => second >= 2)
    expect(starting.seconds).toBeGreaterThanOrEqual(15)
  })

  it('ends for a fault that breaks nothing, with and without checks that hold', async () => {
    expect(await watch(3, SETTLE.first, () => true)).toMatchObject({ seconds: 15 })
    expect(await watch(3, SETTLE.first, () => true, withoutHold)).toMatchObject({ seconds: 15 })
  })
})
