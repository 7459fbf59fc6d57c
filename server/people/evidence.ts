import type { Facts } from '../kernel/facts.ts'
import type { Role } from '../kernel/roles.ts'
import type { EvidenceRow } from './tables.ts'

/** Something that counts on a member's path and that a maintainer can open and see. */
export type NewEvidence = Omit<EvidenceRow, 'id'>

/** The facts that are evidence, as they happen. */
type Telling = 'attempt.changed' | 'review.submitted' | 'incubation.changed'

export const TELLING: readonly Telling[] = [
  'attempt.changed',
  'review.submitted',
  'incubation.changed',
]

const ofAttempt = (fact: Facts['attempt.changed'], at: number): NewEvidence | null =>
  fact.state !== 'solved'
    ? null
    : {
        member_id: fact.ownerId,
        step: 2,
        kind: 'exercise-solved',
        ref: fact.attemptId,
        title: `Solved “${fact.title}”`,
        href: `/recordings/${fact.labId}`,
        at,
      }

const ofReview = (fact: Facts['review.submitted'], at: number): NewEvidence => ({
  member_id: fact.ownerId,
  step: 2,
  kind: 'review',
  ref: fact.reviewId,
  title: `${fact.reviewer} reviewed “${fact.title}”`,
  href: `/recordings/${fact.recordingId}`,
  at,
})

const ofIncubation = (fact: Facts['incubation.changed'], at: number): NewEvidence | null => {
  const base = {
    member_id: fact.ownerId,
    ref: fact.incubationId,
    href: `/incubation/${fact.incubationId}`,
    at,
  }
  if (fact.what === 'started') {
    return {
      ...base,
      step: 2,
      kind: 'incubation-started',
      title: `Incubation of ${fact.name} began`,
    }
  }
  if (fact.what !== 'closed') return null
  const graduated = fact.detail.startsWith('graduated')
  return {
    ...base,
    step: graduated ? 3 : 2,
    kind: graduated ? 'incubation-graduated' : 'incubation-declined',
    title: `Incubation of ${fact.name} closed: ${fact.detail}`,
  }
}

/** What a fact is evidence of; null when of nothing. Pure. */
export const evidenceOf = <K extends Telling>(
  name: K,
  fact: Facts[K],
  at: number,
): NewEvidence | null => {
  switch (name) {
    case 'attempt.changed':
      return ofAttempt(fact as Facts['attempt.changed'], at)
    case 'review.submitted':
      return ofReview(fact as Facts['review.submitted'], at)
    default:
      return ofIncubation(fact as Facts['incubation.changed'], at)
  }
}

/** The first sign-in. */
export const evidenceOfJoining = (memberId: string, at: number): NewEvidence => ({
  member_id: memberId,
  step: 1,
  kind: 'joined',
  ref: memberId,
  title: 'Accepted the invitation',
  href: `/path/${memberId}`,
  at,
})

const STEP_OF_ROLE: Record<Role, 1 | 2 | 3 | null> = {
  newcomer: null,
  apprentice: 1,
  reviewer: 2,
  maintainer: 3,
  owner: 3,
}

/** A new role, where it is a step on the path: going back to newcomer is none. */
export const evidenceOfRole = (
  memberId: string,
  from: Role,
  to: Role,
  at: number,
): NewEvidence | null => {
  const step = STEP_OF_ROLE[to]
  if (step === null) return null
  return {
    member_id: memberId,
    step,
    kind: 'role',
    ref: `${to}@${at}`,
    title: `Became ${to}, from ${from}`,
    href: `/path/${memberId}`,
    at,
  }
}
