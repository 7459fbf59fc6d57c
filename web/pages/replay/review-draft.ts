import { useQueryClient } from '@tanstack/solid-query'
import { type Accessor, createSignal, onCleanup } from 'solid-js'
import type { Moment, ReviewsView } from '../../../server/reviews/view.ts'
import { api, json, problemOf } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import {
  type Draft,
  draftOf,
  parseDraft,
  type Score,
  withMoment,
  withoutMoment,
  withScore,
} from '../../replay/review.ts'
import { createDraft } from '../../ui/draft.ts'
import { showProblem } from '../../ui/Toast.tsx'

/** Typing settles for this long before it is saved; after a failure it is tried again. */
const SETTLE_MS = 800
const RETRY_MS = 5_000

export type SaveState =
  | { readonly is: 'clean' | 'waiting' | 'saving' | 'saved' }
  /** `again`: it is tried again by itself. */
  | { readonly is: 'failed'; readonly why: string; readonly again: boolean }

/**
 * The asking reviewer's own review, saved by itself while it is a draft. What the server does not
 * have yet is kept in the browser too, and saved when the page is next shown.
 */
export const createReview = (
  recordingId: string,
  memberId: string,
  reviews: Accessor<ReviewsView>,
) => {
  const client = useQueryClient()
  const [unsaved, setUnsaved, forgetUnsaved] = createDraft(`review:${memberId}:${recordingId}`)
  const isSubmitted = () => reviews().mine?.state === 'submitted'
  if (isSubmitted()) forgetUnsaved()
  const left = reviews().mayReview ? parseDraft(unsaved()) : null
  const [draft, setDraft] = createSignal<Draft>(left ?? draftOf(reviews().mine))
  const [saving, setSaving] = createSignal<SaveState>({
    is: reviews().mine === null ? 'clean' : 'saved',
  })
  const [busy, setBusy] = createSignal(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let last: Promise<unknown> = Promise.resolve(null)
  let gone = false

  const route = api.recordings[':id'].review
  const param = { id: recordingId }
  const keep = (next: ReviewsView) => client.setQueryData(keys.reviews(recordingId), next)

  const send = async (): Promise<unknown> => {
    const sent = draft()
    setSaving({ is: 'saving' })
    try {
      keep(await json(route.$put({ param, json: { ...sent, scores: [...sent.scores] } })))
      if (draft() !== sent) return null
      setSaving({ is: 'saved' })
      forgetUnsaved()
      return null
    } catch (thrown) {
      const { status, detail } = problemOf(thrown)
      const again = status === 0 || status >= 500
      setSaving({ is: 'failed', why: detail, again })
      if (again) saveIn(RETRY_MS)
      return thrown
    }
  }
  /** One save after the other. What kept it from being saved, as it was thrown; else null. */
  const save = (): Promise<unknown> => {
    clearTimeout(timer)
    last = last.then(send)
    return last
  }
  const saveIn = (ms: number): void => {
    clearTimeout(timer)
    if (!gone) timer = setTimeout(() => void save(), ms)
  }
  const change = (next: Draft): void => {
    setDraft(next)
    setUnsaved(JSON.stringify(next))
    setSaving({ is: 'waiting' })
    saveIn(SETTLE_MS)
  }
  const submit = async (): Promise<boolean> => {
    setBusy(true)
    try {
      if (saving().is !== 'saved') {
        const failure = await save()
        if (failure !== null) throw failure
      }
      keep(await json(route.submit.$post({ param })))
      void client.invalidateQueries({ queryKey: keys.reviews(recordingId) })
      return true
    } catch (thrown) {
      showProblem(thrown)
      return false
    } finally {
      setBusy(false)
    }
  }
  if (left) change(left)
  onCleanup(() => {
    gone = true
    clearTimeout(timer)
    // Leaving the page must not lose the last words.
    if (saving().is !== 'clean' && saving().is !== 'saved') void save()
  })
  return {
    draft,
    saving,
    busy,
    submit,
    isSubmitted,
    setSummary: (summary: string) => change({ ...draft(), summary }),
    score: (item: string, score: Score) => change(withScore(draft(), item, score)),
    cite: (item: string, moment: Moment) => change(withMoment(draft(), item, moment)),
    uncite: (item: string, moment: Moment) => change(withoutMoment(draft(), item, moment)),
  }
}

export type ReviewControl = ReturnType<typeof createReview>
