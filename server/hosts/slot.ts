import type { AppError } from '../kernel/app-error.ts'
import { type ImagePlan, PROBE, progressOf, type Stage } from './plan.ts'
import type { ImageView } from './view.ts'

/** What is known of one image. Times are monotonic milliseconds. */
export type Slot =
  | { readonly state: 'waiting'; readonly why: string }
  | {
      readonly state: 'building'
      readonly stage: Stage
      readonly began: number
      readonly stageBegan: number
    }
  | { readonly state: 'ready'; readonly tookMs: number }
  | { readonly state: 'failed'; readonly error: AppError; readonly tookMs: number }

export const viewOf = (plan: ImagePlan, slot: Slot, now: number): ImageView => {
  const view = { name: plan.name, state: slot.state, error: null }
  switch (slot.state) {
    case 'waiting':
      return { ...view, stage: slot.why, progress: 0, ms: 0 }
    case 'building':
      return {
        ...view,
        stage: slot.stage.words,
        progress: progressOf(plan.stages, slot.stage, now - slot.stageBegan),
        ms: Math.round(now - slot.began),
      }
    case 'ready':
      return { ...view, stage: 'Ready', progress: 1, ms: Math.round(slot.tookMs) }
    case 'failed':
      return {
        ...view,
        stage: 'Failed',
        progress: 0,
        ms: Math.round(slot.tookMs),
        error: slot.error.detail,
      }
  }
}

/** What a member is told who asks for a lab before its image is there. */
export const notReadyWords = (view: ImageView): string => {
  const image = view.name === PROBE ? 'The image of the probe' : `The image of ${view.name} hosts`
  switch (view.state) {
    case 'building':
      return `${image} is being made: ${view.stage}, ${Math.round(view.progress * 100)} %. Try again in a minute.`
    case 'failed':
      return `${image} could not be made. ${view.error ?? ''}`.trim()
    default:
      return `${image} is not made yet: ${view.stage}. Try again in a minute.`
  }
}
