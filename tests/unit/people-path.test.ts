import { describe, expect, it } from 'vitest'
import type { Facts } from '../../server/kernel/facts.ts'
import type { Role } from '../../server/kernel/roles.ts'
import { evidenceOf, evidenceOfJoining, evidenceOfRole } from '../../server/people/evidence.ts'
import { pathOf } from '../../server/people/path.ts'
import type { EvidenceRow } from '../../server/people/tables.ts'

const member = (role: Role) => ({ id: 'm', handle: 'ann', name: 'Ann', role })

const row = (kind: string, step: 1 | 2 | 3, ref = kind): EvidenceRow => ({
  id: `${kind}-${ref}`,
  member_id: 'm',
  step,
  kind,
  ref,
  title: kind,
  href: `/${ref}`,
  at: 1,
})

const solved = row('exercise-solved', 2)
const review = row('review', 2)
const started = row('incubation-started', 2, 'i1')
const declined = row('incubation-declined', 2, 'i1')
const graduated = row('incubation-graduated', 3, 'i1')

const states = (role: Role, evidence: EvidenceRow[]) =>
  pathOf(member(role), evidence).steps.map(step => step.state)

const next = (role: Role, evidence: EvidenceRow[]) =>
  pathOf(member(role), evidence).steps.flatMap(step => step.next ?? [])

describe('the path', () => {
  it.each<[Role, EvidenceRow[], string[]]>([
    ['newcomer', [], ['current', 'ahead', 'ahead']],
    ['apprentice', [], ['done', 'current', 'ahead']],
    ['reviewer', [solved, review, started], ['done', 'current', 'ahead']],
    ['apprentice', [started, declined], ['done', 'current', 'ahead']],
    ['apprentice', [started, graduated], ['done', 'done', 'current']],
    ['maintainer', [], ['done', 'done', 'done']],
    ['owner', [], ['done', 'done', 'done']],
  ])('of a %s with %j is %j', (role, evidence, expected) => {
    expect(states(role, evidence)).toEqual(expected)
  })

  it.each<[string, Role, EvidenceRow[], string, string]>([
    ['introduces a newcomer', 'newcomer', [], 'Introduce yourself', '/exercises'],
    ['sends an apprentice to a fault', 'apprentice', [], 'first staged fault', '/exercises'],
    ['then to a reviewer', 'apprentice', [solved], 'Ask a reviewer', '/exercise-solved'],
    ['then to a service', 'apprentice', [solved, review], 'service of your own', '/incubation'],
    ['then keeps it running', 'apprentice', [solved, review, started], 'Keep', '/i1'],
    [
      'after a refusal, talks it over',
      'apprentice',
      [solved, review, started, declined],
      'Talk the verdict',
      '/i1',
    ],
    [
      'after a refusal and a new start, keeps that running',
      'apprentice',
      [solved, review, started, declined, row('incubation-started', 2, 'i2')],
      'Keep',
      '/i2',
    ],
    ['at the end, to the maintainers', 'apprentice', [graduated], 'joining them', '/recordings'],
  ])('%s', (_what, role, evidence, text, href) => {
    const steps = next(role, evidence)
    expect(steps).toHaveLength(1)
    expect(steps[0]?.text).toContain(text)
    expect(steps[0]?.href).toBe(href)
    expect(steps[0]?.why).toMatch(/\.$/)
  })

  it('has nothing left for a maintainer', () => {
    expect(next('maintainer', [solved])).toEqual([])
  })

  it('shows each piece of evidence at its step', () => {
    const [one, two, three] = pathOf(member('apprentice'), [
      row('joined', 1),
      solved,
      graduated,
    ]).steps
    const kinds = [one, two, three].map(step => step?.evidence.map(e => e.kind))
    expect(kinds).toEqual([['joined'], ['exercise-solved'], ['incubation-graduated']])
  })
})

describe('evidence', () => {
  const attempt = { labId: 'l', ownerId: 'm', attemptId: 'a', exercise: 'web-502', title: 'T' }
  const incubation = (what: Facts['incubation.changed']['what'], detail: string) =>
    evidenceOf(
      'incubation.changed',
      { incubationId: 'i', ownerId: 'm', name: 'wiki', what, detail },
      5,
    )

  it.each(['running', 'gave-up', 'abandoned'] as const)('is not an attempt that is %s', state => {
    expect(evidenceOf('attempt.changed', { ...attempt, state }, 5)).toBeNull()
  })

  it('is a solved attempt, by its recording', () => {
    expect(evidenceOf('attempt.changed', { ...attempt, state: 'solved' }, 5)).toMatchObject({
      step: 2,
      href: '/recordings/l',
      ref: 'a',
      at: 5,
    })
  })

  it('is a review', () => {
    const fact = { reviewId: 'r', recordingId: 'l', ownerId: 'm', reviewer: 'rita', title: 'T' }
    expect(evidenceOf('review.submitted', fact, 5)).toMatchObject({
      step: 2,
      title: 'rita reviewed “T”',
      href: '/recordings/l',
    })
  })

  it('is an incubation from start to verdict, and nothing between', () => {
    expect(incubation('started', '')).toMatchObject({ step: 2, href: '/incubation/i' })
    expect(incubation('closed', 'graduated: steady')).toMatchObject({ step: 3 })
    expect(incubation('closed', 'declined: too often down')).toMatchObject({
      step: 2,
      title: 'Incubation of wiki closed: declined: too often down',
    })
    expect(incubation('flipped', '')).toBeNull()
    expect(incubation('probed', '')).toBeNull()
    expect(incubation('noted', '')).toBeNull()
  })

  it('is joining and a new role, but not the way back to newcomer', () => {
    expect(evidenceOfJoining('m', 5)).toMatchObject({ step: 1, kind: 'joined' })
    expect(evidenceOfRole('m', 'newcomer', 'apprentice', 5)).toMatchObject({ step: 1 })
    expect(evidenceOfRole('m', 'reviewer', 'maintainer', 5)).toMatchObject({ step: 3 })
    expect(evidenceOfRole('m', 'apprentice', 'newcomer', 5)).toBeNull()
  })
})
