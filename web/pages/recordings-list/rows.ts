import type { RecordingState, RecordingSummary } from '../../../server/recordings/view.ts'
import type { Tone } from '../../ui/Chip.tsx'
import { fuzzyFilter } from '../../ui/fuzzy.ts'

export const ANY = 'any'

export type RecordingFilter = {
  readonly text: string
  /** A member's id, or ANY. */
  readonly member: string
  readonly outcome: string
}

/** The same in the address, so that a narrowed list can be sent to somebody. */
export type FilterParams = { q?: string; member?: string; outcome?: string }

export type SortKey = 'member' | 'title' | 'startedAt' | 'durationMs' | 'reviews'
export type Sort = { readonly by: SortKey; readonly descending: boolean }

/** What is newest comes first until somebody wants otherwise. */
export const NEWEST_FIRST: Sort = { by: 'startedAt', descending: true }

export const filterRecordings = (
  recordings: readonly RecordingSummary[],
  filter: RecordingFilter,
): RecordingSummary[] =>
  fuzzyFilter(
    filter.text,
    recordings.filter(
      recording =>
        (filter.member === ANY || recording.member.id === filter.member) &&
        (filter.outcome === ANY || recording.outcome === filter.outcome),
    ),
    recording => `${recording.title} ${recording.member.handle} ${recording.member.name}`,
  )

const compare: Record<SortKey, (a: RecordingSummary, b: RecordingSummary) => number> = {
  member: (a, b) => a.member.handle.localeCompare(b.member.handle),
  title: (a, b) => a.title.localeCompare(b.title),
  startedAt: (a, b) => a.startedAt - b.startedAt,
  durationMs: (a, b) => a.durationMs - b.durationMs,
  reviews: (a, b) => a.reviews - b.reviews,
}

/** Equal ones stay newest first. */
export const sortRecordings = (
  recordings: readonly RecordingSummary[],
  sort: Sort,
): RecordingSummary[] =>
  recordings.toSorted((a, b) => {
    const order = compare[sort.by](a, b)
    return (sort.descending ? -order : order) || b.startedAt - a.startedAt
  })

/** The sort after a press on a column's head: turns the same column round, begins a new one. */
export const nextSort = (sort: Sort, by: SortKey): Sort => {
  if (sort.by === by) return { by, descending: !sort.descending }
  return { by, descending: by !== 'member' && by !== 'title' }
}

type Labelled = { readonly label: string; readonly tone: Tone }

export const OUTCOMES: Record<NonNullable<RecordingSummary['outcome']>, Labelled> = {
  solved: { label: 'Solved', tone: 'pass' },
  running: { label: 'Running', tone: 'accent' },
  'gave-up': { label: 'Gave up', tone: 'wait' },
  abandoned: { label: 'Abandoned', tone: 'neutral' },
}

export const STATES: Record<RecordingState, Labelled> = {
  recording: { label: 'Live', tone: 'neutral' },
  finalising: { label: 'Being closed', tone: 'info' },
  complete: { label: 'Complete', tone: 'neutral' },
  interrupted: { label: 'Interrupted', tone: 'wait' },
  missing: { label: 'Missing', tone: 'fail' },
  'failed-verification': { label: 'Failed verification', tone: 'fail' },
}
