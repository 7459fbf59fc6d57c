import type { AttemptState, CheckView } from '../../../server/exercises/view.ts'
import type { LabView } from '../../../server/labs/view.ts'
import type { TerminalState } from '../../../server/terminals/view.ts'
import type { Tone } from '../../ui/Chip.tsx'

/** The stages of a lab's start, in order, with how long each usually takes. */
export const STAGES = [
  { state: 'queued', label: 'Waiting for a free place', usual: 'only when many labs run' },
  { state: 'creating', label: 'Making the network and the hosts', usual: 'about a second' },
  { state: 'booting', label: 'Hosts are starting', usual: 'a second or two' },
  { state: 'staging', label: 'Preparing the situation', usual: 'a few seconds' },
] as const

export type StageView = {
  readonly state: (typeof STAGES)[number]['state']
  readonly label: string
  readonly usual: string
  readonly is: 'done' | 'now' | 'ahead'
  /** Milliseconds it took; null while unknown. */
  readonly ms: number | null
}

/** How far a starting lab is. Null when it isn't starting. */
export const stagesOf = (lab: LabView): StageView[] | null => {
  const now = STAGES.findIndex(stage => stage.state === lab.state)
  if (now < 0) return null
  return STAGES.map((stage, i) => ({
    ...stage,
    is: i < now ? 'done' : i === now ? 'now' : 'ahead',
    ms: i < now ? (lab.timings[stage.state] ?? null) : null,
  }))
}

/** A start's progress as a sentence for a live region: renewed by a step, not by each second. */
export const startNews = (lab: LabView): string => {
  if (lab.queuePosition) return `You are number ${lab.queuePosition} in the queue.`
  const stage = STAGES.find(stage => stage.state === lab.state)
  return stage ? `${stage.label}.` : ''
}

export const labChip = (lab: LabView): { text: string; tone: Tone } => {
  switch (lab.state) {
    case 'queued':
      return { text: 'Queued', tone: 'wait' }
    case 'creating':
    case 'booting':
    case 'staging':
      return { text: 'Lab starting', tone: 'wait' }
    case 'ready':
      return { text: 'Lab ready', tone: 'pass' }
    case 'ending':
      return { text: 'Lab ending', tone: 'neutral' }
    case 'ended':
      return { text: 'Lab ended', tone: 'neutral' }
  }
}

export const outcomeTitle = (state: AttemptState): string => {
  switch (state) {
    case 'running':
      return 'The lab has ended'
    case 'solved':
      return 'Solved'
    case 'gave-up':
      return 'Gave up'
    case 'abandoned':
      return 'The lab ended before you finished'
  }
}

const VERDICTS = {
  pass: 'passes',
  fail: 'fails',
  error: 'could not be checked',
  waiting: 'is being watched for a while',
} as const

/** A check's state in a word or two; colour and picture only repeat it. */
export const verdictOf = (check: CheckView): string =>
  check.status === null ? 'not seen yet' : VERDICTS[check.status]

/** What was seen, with what it means for an invariant. */
export const seenWords = (check: CheckView): string => {
  const seen = check.seen || (check.status === null ? 'Not seen yet' : verdictOf(check))
  return check.invariant ? `Must stay true · ${seen}` : seen
}

/** Which checks changed from one look to the next, as sentences for a live region. */
export const flips = (before: readonly CheckView[], after: readonly CheckView[]): string[] =>
  after.flatMap(check => {
    const was = before.find(other => other.id === check.id)
    const changed = was !== undefined && was.status !== check.status && check.status !== null
    return changed ? [`${check.title}: ${verdictOf(check)}.`] : []
  })

export const allGreen = (checks: readonly CheckView[]): boolean =>
  checks.length > 0 && checks.every(check => check.status === 'pass')

/** Costs go from 1, a nudge, to 5, nearly the answer. */
export const costWords = (cost: number): string => {
  if (cost <= 1) return 'small cost'
  return cost <= 3 ? 'larger cost' : 'high cost'
}

/** How pressing what is left of a lab's time is. */
export const clockTone = (leftMs: number): Tone => {
  if (leftMs < 60_000) return 'fail'
  return leftMs < 5 * 60_000 ? 'wait' : 'neutral'
}

/** What a terminal's server tells of recording and watching; null before it has. */
type Watched = Pick<TerminalState, 'recording' | 'viewers'> | null

export const watchersOf = (state: Watched): string[] =>
  (state?.viewers ?? []).filter(({ mode }) => mode === 'observe').map(({ handle }) => handle)

/**
 * "Recorded · 2 watching", with a sentence that says more; red where nothing is recorded. `owner`
 * null: the lab is the asking member's own. Null before the server has told.
 */
export const watchChip = (
  state: Watched,
  owner: string | null,
): { text: string; title: string; tone: Tone } | null => {
  if (state === null) return null
  const watching = watchersOf(state)
  const recorded = state.recording ? 'Recorded' : 'Not recorded'
  const whose = owner === null ? 'Your terminal' : `The terminal of ${owner}`
  const is = state.recording ? 'is recorded' : 'is not being recorded'
  const who = watching.length === 0 ? 'Nobody is watching now' : `Watching: ${watching.join(', ')}`
  return {
    text: watching.length === 0 ? recorded : `${recorded} · ${watching.length} watching`,
    title: `${whose} ${is}. ${who}.`,
    tone: state.recording ? 'neutral' : 'fail',
  }
}
