import type { RubricItem } from '../../server/exercises/view.ts'
import type { Moment, ReviewView, ScoreView } from '../../server/reviews/view.ts'

export type Score = ScoreView['score']

export const SCORES: readonly { readonly score: Score; readonly words: string }[] = [
  { score: 0, words: 'not shown' },
  { score: 1, words: 'with much help' },
  { score: 2, words: 'partly' },
  { score: 3, words: 'well' },
  { score: 4, words: 'as a maintainer would' },
]

/** What a review in the making consists of; the body of its PUT. */
export type Draft = { readonly summary: string; readonly scores: readonly ScoreView[] }

const copyOf = ({ summary, scores }: Draft): Draft => ({
  summary,
  scores: scores.map(({ item, score, moments }) => ({
    item,
    score,
    moments: moments.map(moment => ({ ...moment })),
  })),
})

/** A copy: the cache writes later answers into the objects of earlier ones. */
export const draftOf = (review: ReviewView | null): Draft =>
  copyOf(review ?? { summary: '', scores: [] })

const isMoment = (value: unknown): value is Moment => {
  if (typeof value !== 'object' || value === null) return false
  const { atMs, terminal, label } = value as Record<string, unknown>
  const isPlace = terminal === null || typeof terminal === 'number'
  return typeof atMs === 'number' && isPlace && typeof label === 'string'
}

const isScore = (value: unknown): value is ScoreView => {
  if (typeof value !== 'object' || value === null) return false
  const { item, score, moments } = value as Record<string, unknown>
  const isKnown = SCORES.some(known => known.score === score)
  return typeof item === 'string' && isKnown && Array.isArray(moments) && moments.every(isMoment)
}

/** Reads a draft that a browser kept; null when it is none. */
export const parseDraft = (text: string): Draft | null => {
  try {
    const { summary, scores } = JSON.parse(text) as Record<string, unknown>
    const fits = typeof summary === 'string' && Array.isArray(scores) && scores.every(isScore)
    return fits ? copyOf({ summary, scores }) : null
  } catch {
    return null
  }
}

export const scoreFor = (draft: Draft, item: string): ScoreView | null =>
  draft.scores.find(score => score.item === item) ?? null

const change = (draft: Draft, item: string, next: ScoreView): Draft => ({
  ...draft,
  scores: [...draft.scores.filter(score => score.item !== item), next],
})

/** Gives an item its score; what it cites stays. */
export const withScore = (draft: Draft, item: string, score: Score): Draft =>
  change(draft, item, { item, score, moments: scoreFor(draft, item)?.moments ?? [] })

/** Cites a moment for an item that has a score. */
export const withMoment = (draft: Draft, item: string, moment: Moment): Draft => {
  const has = scoreFor(draft, item)
  if (!has) return draft
  const moments = [...has.moments, moment].sort((a, b) => a.atMs - b.atMs)
  return change(draft, item, { ...has, moments })
}

export const withoutMoment = (draft: Draft, item: string, moment: Moment): Draft => {
  const has = scoreFor(draft, item)
  if (!has) return draft
  return change(draft, item, { ...has, moments: has.moments.filter(other => other !== moment) })
}

/** What still keeps a review from being submitted, in words. Empty: nothing. */
export const missingIn = (draft: Draft, rubric: readonly RubricItem[]): string[] => {
  const parts = rubric.flatMap(item => {
    const score = scoreFor(draft, item.id)
    if (!score) return [`“${item.look}” has no score.`]
    return score.moments.length === 0 ? [`“${item.look}” cites no moment.`] : []
  })
  return draft.summary.trim() === '' ? [...parts, 'The summary is empty.'] : parts
}
