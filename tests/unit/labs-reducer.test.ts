import { describe, expect, test } from 'vitest'
import {
  EXTENSION,
  type LabEvent,
  type Life,
  MAX_EXTENSIONS,
  mayExtend,
  newLife,
  reduce,
  TIME_IS_UP,
} from '../../server/labs/reducer.ts'

const through = (life: Life, ...events: LabEvent[]): Life =>
  events.reduce((before, event) => reduce(before, event).life, life)

const RISE: LabEvent[] = [
  { type: 'turn-came', at: 10 },
  { type: 'built', at: 40 },
  { type: 'booted', at: 100 },
  { type: 'staged', at: 105 },
]

describe('a lab', () => {
  test('rises to ready, and says how long each stage took', () => {
    const life = through(newLife(0, 1000), ...RISE)
    expect(life).toMatchObject({
      state: 'ready',
      readyAt: 105,
      expiresAt: 1105,
      timings: { queued: 10, creating: 30, booting: 60, staging: 5 },
    })
  })

  test('has no end where it has no limit', () => {
    const life = through(newLife(0, null), ...RISE)
    expect(life.expiresAt).toBeNull()
    expect(reduce(life, { type: 'time-passed', at: 1e15 }).life).toBe(life)
  })

  test('ends when its time is up, not before', () => {
    const ready = through(newLife(0, 1000), ...RISE)
    expect(reduce(ready, { type: 'time-passed', at: 1104 })).toEqual({ life: ready, effects: [] })
    const step = reduce(ready, { type: 'time-passed', at: 1105 })
    expect(step).toMatchObject({ life: { state: 'ending', why: TIME_IS_UP }, effects: ['clear'] })
  })

  test('is given more time a few times', () => {
    let life = through(newLife(0, 1000), ...RISE)
    for (let n = 1; n <= MAX_EXTENSIONS; n++) {
      expect(mayExtend(life)).toBe(true)
      life = reduce(life, { type: 'extended', at: 200 }).life
      expect(life.expiresAt).toBe(1105 + n * EXTENSION)
    }
    expect(mayExtend(life)).toBe(false)
    expect(reduce(life, { type: 'extended', at: 200 }).life).toBe(life)
  })

  test('keeps the first why', () => {
    const life = through(
      newLife(0, null),
      { type: 'end', at: 1, why: 'You ended it.' },
      { type: 'end', at: 2, why: 'Something else.' },
      { type: 'cleared', at: 3 },
      { type: 'end', at: 4, why: 'Too late.' },
    )
    expect(life).toMatchObject({ state: 'ended', why: 'You ended it.', endedAt: 3 })
  })

  test('takes no notice of a host that boots after its lab was ended', () => {
    const life = through(newLife(0, null), ...RISE.slice(0, 2), { type: 'end', at: 50, why: 'x' })
    expect(reduce(life, { type: 'booted', at: 60 })).toEqual({ life, effects: [] })
  })
})
