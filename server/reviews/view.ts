import type { RubricItem } from '../exercises/view.ts'

/** A moment of a recording that a score or a comment points to. */
export type Moment = {
  /** Milliseconds since the recording's start. */
  atMs: number
  terminal: number | null
  label: string
}

export type ScoreView = { item: string; score: 0 | 1 | 2 | 3 | 4; moments: Moment[] }

export type CommentView = {
  id: string
  author: { id: string; handle: string }
  atMs: number
  terminal: number | null
  body: string
  createdAt: number
  /** Belongs to a submitted review: can't be changed any more. */
  locked: boolean
}

export type ReviewView = {
  id: string
  recordingId: string
  reviewer: { id: string; handle: string; name: string }
  state: 'draft' | 'submitted'
  summary: string
  scores: ScoreView[]
  submittedAt: number | null
}

export type ReviewsView = {
  rubric: RubricItem[]
  /** The asking reviewer's own, draft or submitted; null when they may not review it. */
  mine: ReviewView | null
  mayReview: boolean
  submitted: ReviewView[]
  comments: CommentView[]
}
