import type { CheckStatus } from '../../server/kernel/facts.ts'
import type { CheckLane, JournalEvent } from '../../server/recordings/view.ts'
import { describeEvent, type EventTone } from './events.ts'
import type { Track } from './track.ts'

/** A stretch of a lane; `left` and `width` are shares of the whole, 0–1. */
export type SpanShape = {
  readonly left: number
  readonly width: number
  readonly status: CheckStatus
  readonly from: number
  readonly to: number
  readonly seen: string
}

export type CheckLaneShape = {
  readonly id: string
  readonly title: string
  readonly spans: readonly SpanShape[]
}

/** One or several things that happened at about the same place of a lane. */
export type Mark<T> = { readonly left: number; readonly items: readonly T[] }

export type EventMark = {
  readonly at: number
  readonly text: string
  readonly tone: EventTone
}

/** A moment's place, 0–1. */
export const shareOf = (at: number, duration: number): number =>
  duration <= 0 ? 0 : Math.min(1, Math.max(0, at / duration))

/** How many characters came in each of `buckets` equal parts of the recording, all tracks. */
export const activityOf = (
  tracks: readonly Track[],
  duration: number,
  buckets: number,
): number[] => {
  const sums = new Array<number>(buckets).fill(0)
  for (const track of tracks) {
    for (const event of track.events) {
      if (event.kind !== 'output') continue
      const bucket = Math.min(buckets - 1, Math.floor(shareOf(event.at, duration) * buckets))
      sums[bucket] = (sums[bucket] ?? 0) + event.data.length
    }
  }
  return sums
}

/**
 * The activity as an SVG path in a box of `buckets` × 1. The scale is logarithmic: a keystroke
 * should be seen beside a package installation.
 */
export const activityPath = (sums: readonly number[]): string => {
  const top = Math.log1p(Math.max(1, ...sums))
  const points = sums.map((sum, i) => {
    const y = 1 - Math.log1p(sum) / top
    return `L${i + 0.5} ${Number(y.toFixed(3))}`
  })
  return `M0 1 ${points.join(' ')} L${sums.length} 1 Z`
}

/** Each check's spans; what has no end yet reaches to the end of the recording. */
export const checkLanes = (checks: readonly CheckLane[], duration: number): CheckLaneShape[] =>
  checks.map(check => ({
    id: check.checkId,
    title: check.title,
    spans: check.spans.map(span => {
      const left = shareOf(span.from, duration)
      return { ...span, left, width: shareOf(span.to, duration) - left }
    }),
  }))

/** Puts together what would overlap: everything closer than `gap` (a share) to a mark's first. */
export const cluster = <T extends { readonly at: number }>(
  items: readonly T[],
  duration: number,
  gap: number,
): Mark<T>[] => {
  const marks: { left: number; items: T[] }[] = []
  for (const item of [...items].sort((a, b) => a.at - b.at)) {
    const left = shareOf(item.at, duration)
    const last = marks.at(-1)
    if (last && left - last.left < gap) last.items.push(item)
    else marks.push({ left, items: [item] })
  }
  return marks
}

/** The journal as marks; checks have their own lanes and are left out. */
export const eventMarks = (events: readonly JournalEvent[]): EventMark[] =>
  events.flatMap(event => {
    if (event.type === 'check.flipped') return []
    const words = describeEvent(event)
    return words ? [{ at: event.t, ...words }] : []
  })
