import { useQueryClient } from '@tanstack/solid-query'
import { type Accessor, createSignal, onCleanup } from 'solid-js'
import type { Moment, ReviewsView } from '../../../server/reviews/view.ts'
import { api, json, problemOf } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import {
  type Draft,
  draftOf,
  type Score,
  withMoment,
  withoutMoment,
  withScore,
} from '../../replay/review.ts'
import { showProblem } from '../../ui/Toast.tsx'

/** Typing settles for this long before it is saved; after a failure it is tried again. */
const SETTLE_MS = 800
const RETRY_MS = 5_000

export type SaveState =
  | { readonly is: 'clean' | 'waiting' | 'saving' | 'saved' }
  | { readonly is: 'failed'; readonly why: string }

/** The asking reviewer's own review, saved by itself while it is a draft. */
export const createReview = (recordingId: Accessor<string>, reviews: Accessor<ReviewsView>) => {
  const client = useQueryClient()
  const [draft, setDraft] = createSignal<Draft>(draftOf(reviews().mine))
  const [saving, setSaving] = createSignal<SaveState>({
    is: reviews().mine === null ? 'clean' : 'saved',
  })
  const [busy, setBusy] = createSignal(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  const route = api.recordings[':id'].review
  const param = () => ({ id: recordingId() })
  const keep = (next: ReviewsView) => client.setQueryData(keys.reviews(recordingId()), next)

  /** True when the server has what is on the screen. */
  const save = async (): Promise<boolean> => {
    clearTimeout(timer)
    const sent = draft()
    setSaving({ is: 'saving' })
    try {
      keep(await json(route.$put({ param: param(), json: { ...sent, scores: [...sent.scores] } })))
      if (draft() === sent) setSaving({ is: 'saved' })
      return draft() === sent
    } catch (thrown) {
      setSaving({ is: 'failed', why: problemOf(thrown).detail })
      timer = setTimeout(() => void save(), RETRY_MS)
      return false
    }
  }
  const change = (next: Draft) => {
    setDraft(next)
    setSaving({ is: 'waiting' })
    clearTimeout(timer)
    timer = setTimeout(() => void save(), SETTLE_MS)
  }
  const submit = async (): Promise<boolean> => {
    setBusy(true)
    try {
      if (saving().is !== 'saved' && !(await save())) return false
      keep(await json(route.submit.$post({ param: param() })))
      await client.invalidateQueries({ queryKey: keys.reviews(recordingId()) })
      return true
    } catch (thrown) {
      showProblem(thrown)
      return false
    } finally {
      setBusy(false)
    }
  }
  onCleanup(() => {
    // Leaving the page within the settling time must not lose the last words.
    if (saving().is === 'waiting') void save()
    clearTimeout(timer)
  })
  return {
    draft,
    saving,
    busy,
    submit,
    isSubmitted: () => reviews().mine?.state === 'submitted',
    setSummary: (summary: string) => change({ ...draft(), summary }),
    score: (item: string, score: Score) => change(withScore(draft(), item, score)),
    cite: (item: string, moment: Moment) => change(withMoment(draft(), item, moment)),
    uncite: (item: string, moment: Moment) => change(withoutMoment(draft(), item, moment)),
  }
}

export type ReviewControl = ReturnType<typeof createReview>
