import type { Bus } from './bus.ts'

/** Lab states, in the order of a life. `ended` says why. */
export type LabState = 'queued' | 'creating' | 'booting' | 'staging' | 'ready' | 'ending' | 'ended'

export type CheckStatus = 'pass' | 'fail' | 'error'

type OfLab = { readonly labId: string; readonly ownerId: string }

/**
 * The facts that features tell one another. Plain data; each happened already. Journals, notices
 * and evidence are made from these alone.
 */
export type Facts = {
  'images.changed': { readonly role: string }
  'engine.changed': { readonly ok: boolean; readonly detail: string }
  'lab.changed': OfLab & { readonly state: LabState; readonly why: string | null }
  'lab.extended': OfLab & { readonly expiresAt: number }
  'terminal.opened': OfLab & {
    readonly terminalId: string
    readonly n: number
    readonly host: string
    readonly login: string
  }
  'terminal.closed': OfLab & {
    readonly terminalId: string
    readonly n: number
    readonly why: string
  }
  'terminal.joined': OfLab & {
    readonly terminalId: string
    readonly n: number
    readonly handle: string
    readonly mode: string
  }
  'terminal.left': OfLab & {
    readonly terminalId: string
    readonly n: number
    readonly handle: string
    readonly mode: string
  }
  'fault.staged': OfLab & { readonly exercise: string; readonly ms: number }
  'check.flipped': OfLab & {
    readonly checkId: string
    readonly title: string
    readonly invariant: boolean
    /** null: this is the first result. */
    readonly was: CheckStatus | null
    readonly status: CheckStatus
    /** What was seen, in words. */
    readonly seen: string
  }
  'hint.opened': OfLab & { readonly index: number; readonly title: string; readonly cost: number }
  'attempt.changed': OfLab & {
    readonly attemptId: string
    readonly exercise: string
    readonly title: string
    readonly state: 'running' | 'solved' | 'gave-up' | 'abandoned'
  }
  'recording.changed': OfLab & { readonly recordingId: string; readonly state: string }
  'review.submitted': {
    readonly reviewId: string
    readonly recordingId: string
    readonly ownerId: string
    readonly reviewer: string
    readonly title: string
  }
  'incubation.changed': {
    readonly incubationId: string
    readonly ownerId: string
    readonly name: string
    readonly what: 'started' | 'probed' | 'flipped' | 'noted' | 'closed'
    readonly detail: string
  }
  'member.changed': { readonly memberId: string }
}

export type FactName = keyof Facts
export type FactBus = Bus<Facts>
