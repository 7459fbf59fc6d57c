import { describe, expect, it } from 'vitest'
import {
  bindCheck,
  differs,
  drawVariant,
  nextSeed,
  variantEnv,
} from '../../../server/exercises/variants.ts'
import { probeCheck, sampleExercise } from './sample.ts'

const exercise = sampleExercise()
const seeds = Array.from({ length: 200 }, (_, n) => n * 7919)

describe('a variant', () => {
  it('is the same for the same seed', () => {
    expect(drawVariant(exercise, 42)).toEqual(drawVariant(exercise, 42))
  })

  it('does not depend on the order of the file', () => {
    const a = drawVariant({ variants: { port: [1, 2, 3], user: ['a', 'b'] } }, 7)
    const b = drawVariant({ variants: { user: ['a', 'b'], port: [1, 2, 3] } }, 7)
    expect(a).toEqual(b)
  })

  it('takes every value in turn, and many markers', () => {
    const drawn = seeds.map(seed => drawVariant(exercise, seed))
    expect(new Set(drawn.map(({ port }) => port))).toEqual(new Set(['8081', '8082', '8090']))
    expect(new Set(drawn.map(({ marker }) => marker)).size).toBeGreaterThan(190)
    for (const { marker } of drawn) expect(marker).toMatch(/^[a-z]{6}-\d{3}$/)
  })

  it('is another one for the next attempt', () => {
    for (const seed of seeds) {
      const last = drawVariant(exercise, seed)
      let n = seed
      const next = drawVariant(
        exercise,
        nextSeed(exercise, last, () => {
          n += 1
          return n
        }),
      )
      expect(differs(next, last)).toBe(true)
    }
  })

  it('is drawn even where there is only one', () => {
    const single = { variants: {} }
    expect(nextSeed(single, drawVariant(single, 1), () => 5)).toBe(5)
  })

  it('reaches scripts as upper-case variables', () => {
    expect(variantEnv({ port: '8081', marker: 'tavo-12' })).toEqual({
      V_PORT: '8081',
      V_MARKER: 'tavo-12',
    })
  })

  it('fills braces in checks, a port as a number', () => {
    const tcp = probeCheck({ kind: 'tcp', host: 'www01', port: '{{port}}', expect: 'refused' })
    expect(bindCheck(tcp, { port: '8090' }).probe).toMatchObject({ port: 8090 })
    const http = probeCheck({ kind: 'http', url: 'http://www01/{{ marker }}', status: 200 })
    expect(bindCheck(http, { marker: 'x-1' }).probe).toMatchObject({ url: 'http://www01/x-1' })
  })

  it('leaves the braces of a script alone', () => {
    const run = probeCheck({ kind: 'run', exit: 0, script: 'echo {{port}}' } as never)
    expect(bindCheck(run, { port: '1' }).probe).toMatchObject({ script: 'echo {{port}}' })
  })
})
