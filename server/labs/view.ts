import type { LabState } from '../kernel/facts.ts'
import type { LabKind } from './port.ts'

/** A lab as the API shows it. Times are epoch milliseconds. */
export type LabView = {
  id: string
  kind: LabKind
  title: string
  owner: { id: string; handle: string }
  hosts: { name: string; role: string }[]
  state: LabState
  why: string | null
  /** Position in the queue, from 1; null when not queued. */
  queuePosition: number | null
  createdAt: number
  readyAt: number | null
  expiresAt: number | null
  endedAt: number | null
  timings: Record<string, number>
}
