import { clock } from '../ui/format.ts'

/** Where a link leads: `?t=SECONDS&terminal=N`. */
export type Place = { readonly atMs: number; readonly terminal: number | null }

const number = (text: unknown): number | null => {
  if (typeof text !== 'string' || text.trim() === '') return null
  const value = Number(text)
  return Number.isFinite(value) && value >= 0 ? value : null
}

/** Reads a link's query; null when it names no moment. */
export const parsePlace = (query: { t?: unknown; terminal?: unknown }): Place | null => {
  const seconds = number(query.t)
  if (seconds === null) return null
  return { atMs: seconds * 1000, terminal: number(query.terminal) }
}

/** The query of a link to a moment, to a tenth of a second. */
export const placeQuery = ({ atMs, terminal }: Place): string => {
  const seconds = Math.round(atMs / 100) / 10
  return `?t=${seconds}${terminal === null ? '' : `&terminal=${terminal}`}`
}

/** "6:02 error log". */
export const momentWords = (moment: { atMs: number; label: string }): string =>
  moment.label === '' ? clock(moment.atMs) : `${clock(moment.atMs)} ${moment.label}`
