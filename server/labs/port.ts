import type { ExecResult, ExecSpec } from '../engine/port.ts'
import type { LabState } from '../kernel/facts.ts'
import type { Result } from '../kernel/result.ts'

export type LabKind = 'exercise' | 'incubation' | 'proof'

/** What a lab consists of: host name → what it is. At least one host. */
export type Topology = {
  readonly hosts: Readonly<Record<string, { role: string; grants: readonly string[] }>>
}

export type Lab = {
  readonly id: string
  readonly kind: LabKind
  readonly ownerId: string
  /** The owner's login on the hosts. */
  readonly login: string
  readonly title: string
  readonly topology: Topology
  readonly state: LabState
  /** Why it ended, in words; null until then. */
  readonly why: string | null
  readonly createdAt: number
  readonly readyAt: number | null
  /** null: no time limit (incubation, proof). */
  readonly expiresAt: number | null
  readonly endedAt: number | null
  /** Milliseconds spent in each stage of the start. */
  readonly timings: Readonly<Record<string, number>>
}

export type LabRequest = {
  readonly kind: LabKind
  readonly ownerId: string
  readonly login: string
  readonly title: string
  readonly topology: Topology
  /** Milliseconds to live; null for no limit. */
  readonly ttl: number | null
  /** Runs in state `staging`, after the hosts are up and the login exists. An error ends the lab. */
  readonly stage?: (lab: LabAccess) => Promise<Result<void>>
}

/** Hands on the hosts of one running lab. */
export type LabAccess = {
  readonly id: string
  readonly ownerId: string
  /** As root on a host, or on the probe by `outside`. */
  exec(host: string, spec: ExecSpec): Promise<ExecResult>
  /** The host's container, for terminals. */
  containerOf(host: string): string
  reboot(host: string): Promise<Result<void>>
}

export type Labs = {
  /** Returns at once, in state queued; `lab.changed` tells the rest. Refuses with `lab-limit`. */
  create(request: LabRequest): Promise<Result<Lab>>
  get(id: string): Promise<Lab | null>
  list(filter: { ownerId?: string; live?: boolean }): Promise<Lab[]>
  /** Only while ready; null after. */
  access(id: string): LabAccess | null
  /** Resolves when the lab is ready, or with why it never will be. */
  whenReady(id: string): Promise<Result<Lab>>
  extend(id: string): Promise<Result<Lab>>
  /** Ends it and waits until nothing of it is left. Idempotent. */
  end(id: string, why: string): Promise<Result<void>>
}

export const OUTSIDE = 'outside'
