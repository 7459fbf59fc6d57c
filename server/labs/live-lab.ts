import type { Disposable } from '../kernel/disposable.ts'
import type { Result } from '../kernel/result.ts'
import type { Lab, LabRequest } from './port.ts'
import type { LabRecord } from './store.ts'

/** A lab that has not ended, as the service holds it. Only the service changes it. */
export type LiveLab = {
  record: LabRecord
  readonly stage: LabRequest['stage']
  /** Name in the lab → container, the probe included; filled while it is built. */
  readonly containers: Map<string, string>
  subnet: string | null
  /** Settles when building has stopped, well or not. */
  building: Promise<void>
  /** The removal under way; null when none is. */
  clearing: Promise<Result<void>> | null
  timer: Disposable | null
  /** Hosts being rebooted or powered on by us, which look dead meanwhile. */
  readonly restarting: Set<string>
  /** When a host was found stopped and powered on again; monotonic, only what still counts. */
  readonly powerOns: Map<string, readonly number[]>
  /** Saves and facts, one after the other. */
  tail: Promise<void>
  readonly waiters: ((result: Result<Lab>) => void)[]
}

export const newLiveLab = (record: LabRecord, stage: LabRequest['stage']): LiveLab => ({
  record,
  stage,
  containers: new Map(),
  subnet: null,
  building: Promise.resolve(),
  clearing: null,
  timer: null,
  restarting: new Set(),
  powerOns: new Map(),
  tail: Promise.resolve(),
  waiters: [],
})

export const toLab = ({ life, ...record }: LabRecord): Lab => ({
  id: record.id,
  kind: record.kind,
  ownerId: record.ownerId,
  login: record.login,
  title: record.title,
  topology: record.topology,
  state: life.state,
  why: life.why,
  createdAt: record.createdAt,
  readyAt: life.readyAt,
  expiresAt: life.expiresAt,
  endedAt: life.endedAt,
  timings: life.timings,
})
