import type { UptimeCell } from './view.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Cell widths that a reader can name, narrowest first. */
const WIDTHS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY]

/** As on public status pages, where a cell is a day: enough to see a pattern at a glance. */
export const CELLS = 90

/** Cells narrower than an hour are shown in the first hours alone; with some room. */
const MINUTES_MATTER = 2 * DAY

/** The spans, in milliseconds, that a probe so long after the start is counted in. */
export const spansAt = (elapsed: number): readonly number[] =>
  elapsed < MINUTES_MATTER ? [MINUTE, HOUR] : [HOUR]

/** The span whose counts add up to cells of `width`. */
export const spanFor = (width: number): number => (width < HOUR ? MINUTE : HOUR)

/** Probes of one cell, counted. `index` is the cell's number since the start. */
export type CellCount = { readonly index: number; readonly up: number; readonly down: number }

/** The narrowest width, in milliseconds, at which `elapsed` fits into the strip. */
export const cellWidth = (elapsed: number): number =>
  WIDTHS.find(width => elapsed <= width * CELLS) ?? DAY * Math.ceil(elapsed / (DAY * CELLS))

const stateOf = (up: number, down: number): UptimeCell['state'] => {
  if (up + down === 0) return 'none'
  if (down === 0) return 'up'
  return up === 0 ? 'down' : 'mixed'
}

/**
 * The uptime strip: always `CELLS` cells from the incubation's start, oldest first; those of the
 * future are `none`. `counts` come at the width that `cellWidth` gives.
 */
export const uptimeStrip = (
  startsAt: number,
  width: number,
  counts: readonly CellCount[],
): UptimeCell[] => {
  const byIndex = new Map(counts.map(count => [count.index, count]))
  return Array.from({ length: CELLS }, (_, index) => {
    const { up, down } = byIndex.get(index) ?? { up: 0, down: 0 }
    const from = startsAt + index * width
    return { from, to: from + width, state: stateOf(up, down), up, down }
  })
}

/** Share of probes that were up, 0–1; null before the first. */
export const uptimeOf = (counts: readonly CellCount[]): number | null => {
  const up = counts.reduce((sum, count) => sum + count.up, 0)
  const all = counts.reduce((sum, count) => sum + count.up + count.down, 0)
  return all === 0 ? null : up / all
}
