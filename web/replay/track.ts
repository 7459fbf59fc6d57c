import { type Cast, parseSize } from './cast.ts'

/** What changes a screen: output, or a new size. */
export type TrackEvent =
  | { readonly kind: 'output'; readonly at: number; readonly data: string }
  | { readonly kind: 'resize'; readonly at: number; readonly cols: number; readonly rows: number }

/** One terminal's part of a replay, on the clock of the whole recording. */
export type Track = {
  /** The terminal's number in its lab. */
  readonly n: number
  /** The size at the start. */
  readonly cols: number
  readonly rows: number
  /** In order; `at` is milliseconds since the recording's start. */
  readonly events: readonly TrackEvent[]
  /** Characters of output before each event; one longer than `events`. */
  readonly sizes: Float64Array
}

/** A screen as it stood before the event at `index`. */
export type Keyframe = {
  readonly index: number
  readonly cols: number
  readonly rows: number
  readonly data: string
}

/** Puts a cast on the recording's clock, which `startedAt` (ms) tells where it begins. */
export const trackOf = (n: number, startedAt: number, cast: Cast): Track => {
  const events: TrackEvent[] = []
  for (const event of cast.events) {
    const at = startedAt + event.at
    const size = event.code === 'r' ? parseSize(event.data) : null
    if (event.code === 'o') events.push({ kind: 'output', at, data: event.data })
    else if (size) events.push({ kind: 'resize', at, ...size })
  }
  const sizes = new Float64Array(events.length + 1)
  for (const [i, event] of events.entries()) {
    sizes[i + 1] = (sizes[i] ?? 0) + (event.kind === 'output' ? event.data.length : 0)
  }
  return { n, cols: cast.cols, rows: cast.rows, events, sizes }
}

/** How many of `items`, ordered by `at`, have happened at `time` or before. */
export const countUntil = (items: readonly { readonly at: number }[], time: number): number => {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((items[middle]?.at ?? 0) <= time) low = middle + 1
    else high = middle
  }
  return low
}

/** Events strictly before `time`. */
const countBefore = (track: Track, time: number): number => {
  let count = countUntil(track.events, time)
  while (count > 0 && track.events[count - 1]?.at === time) count--
  return count
}

/** When what the tracks show changes next after `time`, or changed last before it. */
export const changeNear = (
  tracks: readonly Track[],
  time: number,
  direction: 1 | -1,
): number | null => {
  const times = tracks.flatMap(track => {
    if (direction === 1) return track.events[countUntil(track.events, time)]?.at ?? []
    return track.events[countBefore(track, time) - 1]?.at ?? 0
  })
  if (times.length === 0) return null
  return direction === 1 ? Math.min(...times) : Math.max(...times)
}

/** Idle time longer than this is skipped, down to the lead-in. */
const IDLE_MS = 2_000
const LEAD_IN_MS = 400

/** Where playing goes on from `position` when time in which no series has anything is left out. */
export const skipIdleTime = (
  series: readonly (readonly { readonly at: number }[])[],
  position: number,
  duration: number,
): number => {
  const upcoming = series.map(items => items[countUntil(items, position)]?.at ?? duration)
  const next = Math.min(duration, ...upcoming)
  return next - position > IDLE_MS ? next - LEAD_IN_MS : position
}
