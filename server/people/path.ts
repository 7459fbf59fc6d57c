import { atLeast, type Principal } from '../kernel/roles.ts'
import type { EvidenceRow } from './tables.ts'
import type { EvidenceView, PathView } from './view.ts'

type Step = PathView['steps'][number]
type Next = Step['next']
type Number = Step['step']

/** The process's own words, from the oVirt project's page for new members of its team. */
const STEPS: readonly { step: Number; title: string }[] = [
  { step: 1, title: 'Get involved' },
  { step: 2, title: 'Propose changes, build trust' },
  { step: 3, title: 'Apprentice to maintainer' },
]

/**
 * The step that a member is at; 4 when all are behind them. A role makes the first and the last
 * step, since people decide those; a graduated incubation opens the last.
 */
const currentStep = (member: Principal, evidence: readonly EvidenceRow[]): 1 | 2 | 3 | 4 => {
  if (atLeast(member.role, 'maintainer')) return 4
  if (!atLeast(member.role, 'apprentice')) return 1
  return evidence.some(row => row.kind === 'incubation-graduated') ? 3 : 2
}

const INTRODUCE: Next = {
  text: 'Introduce yourself to a maintainer',
  why: 'Say who you are, what you have done and why you want to help. A maintainer makes you an apprentice; then hosts are open to you.',
  href: '/exercises',
}

const FIRST_FIX: Next = {
  text: 'Fix your first staged fault',
  why: 'You get hosts of your own, a ticket and a terminal. Solving what others reported is how trust begins.',
  href: '/exercises',
}

const reviewOf = (solved: EvidenceRow): Next => ({
  text: 'Ask a reviewer to look at your recording',
  why: 'A reviewer sees how you went about it, not only that it works, and what they write stays on your path.',
  href: solved.href,
})

const START_SERVICE: Next = {
  text: 'Ask a maintainer for a host, and start a service of your own',
  why: 'Running a service for a while shows how you administer it, how you tell others of it and what you do when it fails.',
  href: '/incubation',
}

const keepRunning = (started: EvidenceRow): Next => ({
  text: 'Keep your service up',
  why: 'A probe asks it on a beat and observers note what they see. At the end a maintainer gives a verdict.',
  href: started.href,
})

const talkOver = (declined: EvidenceRow): Next => ({
  text: 'Talk the verdict over, then start again',
  why: 'The reason says what was missing. Another incubation can follow whenever you are ready.',
  href: declined.href,
})

const JOIN: Next = {
  text: 'Talk with the maintainers about joining them',
  why: 'Your work is there for each of them to open. They decide; nobody becomes a maintainer by themselves.',
  href: '/recordings',
}

const newest = (evidence: readonly EvidenceRow[], kind: string): EvidenceRow | undefined =>
  evidence.findLast(row => row.kind === kind)

const nextInStepTwo = (evidence: readonly EvidenceRow[]): Next => {
  const solved = newest(evidence, 'exercise-solved')
  if (solved === undefined) return FIRST_FIX
  if (newest(evidence, 'review') === undefined) return reviewOf(solved)
  const started = newest(evidence, 'incubation-started')
  if (started === undefined) return START_SERVICE
  const declined = newest(evidence, 'incubation-declined')
  return declined?.ref === started.ref ? talkOver(declined) : keepRunning(started)
}

const nextIn = (step: Number, evidence: readonly EvidenceRow[]): Next => {
  if (step === 1) return INTRODUCE
  return step === 2 ? nextInStepTwo(evidence) : JOIN
}

const viewOf = ({ id, step, kind, title, href, at }: EvidenceRow): EvidenceView => ({
  id,
  step,
  kind,
  title,
  href,
  at,
})

const stateOf = (step: number, current: number): Step['state'] => {
  if (step === current) return 'current'
  return step < current ? 'done' : 'ahead'
}

/** A member's path: what is done, what counts for it, and the one next thing. Pure. */
export const pathOf = (member: Principal, evidence: readonly EvidenceRow[]): PathView => {
  const current = currentStep(member, evidence)
  return {
    member,
    steps: STEPS.map(({ step, title }) => ({
      step,
      title,
      state: stateOf(step, current),
      evidence: evidence.filter(row => row.step === step).map(viewOf),
      next: step === current ? nextIn(step, evidence) : null,
    })),
  }
}
