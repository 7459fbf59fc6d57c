import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type LabEvent, type Life, newLife, reduce } from '../../server/labs/reducer.ts'

const ORDER = ['queued', 'creating', 'booting', 'staging', 'ready', 'ending', 'ended']

const event = fc.oneof(
  fc.record({
    type: fc.constantFrom(
      'turn-came' as const,
      'built' as const,
      'booted' as const,
      'staged' as const,
      'extended' as const,
      'time-passed' as const,
      'cleared' as const,
    ),
    at: fc.nat({ max: 10_000 }),
  }),
  fc.record({ type: fc.constant('end' as const), at: fc.nat({ max: 10_000 }), why: fc.string() }),
)

const ttl = fc.option(fc.nat({ max: 5_000 }))

const states = (events: readonly LabEvent[], life: Life): Life[] => {
  const lives = [life]
  for (const one of events) lives.push(reduce(lives.at(-1) ?? life, one).life)
  return lives
}

test('only ever moves forward, and never out of ended', () => {
  fc.assert(
    fc.property(ttl, fc.array(event, { maxLength: 60 }), (limit, events) => {
      const lives = states(events, newLife(0, limit))
      lives.reduce((before, after) => {
        expect(ORDER.indexOf(after.state)).toBeGreaterThanOrEqual(ORDER.indexOf(before.state))
        if (before.state === 'ended') expect(after).toBe(before)
        return after
      })
    }),
  )
})

test('can be ended from wherever it is, and then says why and when', () => {
  fc.assert(
    fc.property(ttl, fc.array(event, { maxLength: 60 }), (limit, events) => {
      const before = states(events, newLife(0, limit)).at(-1) ?? newLife(0, limit)
      const last = states(
        [
          { type: 'end', at: 10_001, why: 'It was ended.' },
          { type: 'cleared', at: 10_002 },
        ],
        before,
      ).at(-1)
      expect(last?.state).toBe('ended')
      expect(last?.why).not.toBeNull()
      expect(last?.endedAt).not.toBeNull()
    }),
  )
})

test('asks for its removal exactly once, when it begins to end', () => {
  fc.assert(
    fc.property(ttl, fc.array(event, { maxLength: 60 }), (limit, events) => {
      let life = newLife(0, limit)
      let clears = 0
      for (const one of events) {
        const step = reduce(life, one)
        if (step.effects.includes('clear')) {
          clears += 1
          expect(step.life.state).toBe('ending')
        }
        life = step.life
      }
      expect(clears).toBe(life.state === 'ending' || life.state === 'ended' ? 1 : 0)
    }),
  )
})
