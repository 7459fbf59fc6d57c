import type { LabView } from '../labs/view.ts'

export type UptimeCell = {
  from: number
  to: number
  /** none: no probe ran in it. */
  state: 'up' | 'down' | 'mixed' | 'none'
  up: number
  down: number
}

export type IncubationVerdict = 'graduated' | 'extended' | 'declined'

export type IncubationSummary = {
  id: string
  name: string
  member: { id: string; handle: string; name: string }
  state: 'starting' | 'running' | 'closed' | 'failed'
  startsAt: number
  endsAt: number
  /** The newest probe; null before the first. */
  last: { at: number; up: boolean; ms: number; seen: string } | null
  /** Share of probes that were up, 0–1; null before the first. */
  uptime: number | null
  strip: UptimeCell[]
}

export type IncubationView = IncubationSummary & {
  charter: string
  probe: { url: string; expect: string; everyMs: number }
  lab: LabView
  flips: { at: number; up: boolean; seen: string }[]
  observations: { id: string; author: string; body: string; at: number }[]
  verdict: { verdict: IncubationVerdict; reason: string; by: string; at: number } | null
}
