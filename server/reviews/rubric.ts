import type { RubricItem } from '../exercises/view.ts'
import { AppError, type InputFault } from '../kernel/app-error.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import type { Moment, ScoreView } from './view.ts'

/** What a moment must lie in. */
export type Extent = {
  /** Milliseconds since the recording's start. */
  readonly durationMs: number
  /** Terminals count from 1. */
  readonly terminals: number
}

export type Draft = { readonly summary: string; readonly scores: readonly ScoreView[] }

export type Place = { readonly atMs: number; readonly terminal: number | null }

/** What is wrong with a moment; empty: nothing. `path` is where it stands in what was sent. */
export const placeFaults = (extent: Extent, place: Place, path = ''): InputFault[] => {
  const at = (name: string) => (path === '' ? name : `${path}.${name}`)
  const faults: InputFault[] = []
  if (place.atMs > extent.durationMs) {
    const message = `the recording ends at ${extent.durationMs} ms`
    faults.push({ path: at('atMs'), message })
  }
  if (place.terminal !== null && place.terminal > extent.terminals) {
    const message = `the recording has ${extent.terminals} terminals`
    faults.push({ path: at('terminal'), message })
  }
  return faults
}

const draftFaults = (
  rubric: readonly RubricItem[],
  extent: Extent,
  { scores }: Draft,
): InputFault[] => {
  const known = new Set(rubric.map(item => item.id))
  const seen = new Set<string>()
  return scores.flatMap((score, n) => {
    const path = `scores.${n}`
    const faults = score.moments.flatMap((moment: Moment, m) =>
      placeFaults(extent, moment, `${path}.moments.${m}`),
    )
    if (!known.has(score.item)) {
      faults.push({ path: `${path}.item`, message: 'the rubric has no such item' })
    }
    if (seen.has(score.item)) {
      faults.push({ path: `${path}.item`, message: 'this item is scored twice' })
    }
    seen.add(score.item)
    return faults
  })
}

const refused = (code: string, what: string, errors: readonly InputFault[]): AppError => {
  const list = errors.map(({ path, message }) => `${path}: ${message}`).join('; ')
  return new AppError(code, 400, `${what}: ${list}.`, { errors })
}

/** Whether a draft can be kept: half-done is fine, about another recording is not. */
export const checkDraft = (
  rubric: readonly RubricItem[],
  extent: Extent,
  draft: Draft,
): Result<void> => {
  const faults = draftFaults(rubric, extent, draft)
  if (faults.length === 0) return ok(undefined)
  return err(refused('invalid-input', 'The draft was not saved', faults))
}

/** Whether a moment can be commented on. */
export const checkPlace = (extent: Extent, place: Place): Result<void> => {
  const faults = placeFaults(extent, place)
  if (faults.length === 0) return ok(undefined)
  return err(refused('invalid-input', 'The comment was not saved', faults))
}

/**
 * Whether a review can be submitted: every item of the rubric is scored and every score cites a
 * moment, so that it can be defended a year later. Without a rubric, the summary is the review.
 */
export const checkComplete = (
  rubric: readonly RubricItem[],
  { summary, scores }: Draft,
): Result<void> => {
  const faults = rubric.flatMap(({ id }): InputFault[] => {
    const score = scores.find(({ item }) => item === id)
    if (score === undefined) return [{ path: id, message: 'has no score yet' }]
    return score.moments.length > 0 ? [] : [{ path: id, message: 'cites no moment yet' }]
  })
  if (rubric.length === 0 && summary.trim() === '') {
    faults.push({ path: 'summary', message: 'is empty' })
  }
  if (faults.length === 0) return ok(undefined)
  return err(refused('review-incomplete', 'The review is kept as a draft', faults))
}
