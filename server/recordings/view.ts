import type { CheckStatus, FactName } from '../kernel/facts.ts'

export type RecordingState =
  | 'recording'
  | 'finalising'
  | 'complete'
  | 'interrupted'
  | 'missing'
  | 'failed-verification'

export type RecordingSummary = {
  /** The lab's id. */
  id: string
  title: string
  kind: 'exercise' | 'incubation'
  member: { id: string; handle: string; name: string }
  state: RecordingState
  startedAt: number
  /** null while it is written. */
  endedAt: number | null
  /** Milliseconds from start to the end, or to now. */
  durationMs: number
  terminals: number
  /** How the attempt ended, where there was one. */
  outcome: 'solved' | 'gave-up' | 'abandoned' | 'running' | null
  reviews: number
}

/** One line of events.ndjson: server-made, in order. */
export type JournalEvent = {
  /** Milliseconds since the recording's start. */
  t: number
  type: FactName
  /** The fact, as published. */
  data: Record<string, unknown>
}

export type CheckSpan = { from: number; to: number; status: CheckStatus; seen: string }

export type CheckLane = {
  checkId: string
  title: string
  invariant: boolean
  spans: CheckSpan[]
}

export type RecordedTerminal = {
  n: number
  host: string
  login: string
  /** Milliseconds since the recording's start. */
  startedAt: number
  endedAt: number | null
  bytes: number
}

/** Whether the files are as they were written, see chain.ts. */
export type RecordingVerification = {
  /** `unfinished`: proven up to the last checkpoint only, for want of a manifest. */
  state: 'verified' | 'unfinished' | 'failed'
  /** Lines that are proven to be as they were written. */
  links: number
  /** One or two sentences: what is wrong and where, or what was proven. */
  detail: string
}

export type RecordingView = RecordingSummary & {
  /** As found when it was closed; null while it is written, and for those older than the chain. */
  verification: RecordingVerification | null
  terminalList: RecordedTerminal[]
  events: JournalEvent[]
  checks: CheckLane[]
}
