import type { ContainerSummary, NetworkSummary } from '../engine/port.ts'
import { LABEL, membersOf } from './plan.ts'
import { OUTSIDE } from './port.ts'
import type { LabRecord } from './store.ts'

/** Times a host is powered on again within the window before its lab is given up. */
export const MAX_POWER_ONS = 5

/** Power-ons count for so long: a host may be rebooted often in its life, but not in a loop. */
export const POWER_ON_WINDOW = 10 * 60_000

/** Those of a host's power-ons, in monotonic milliseconds, that still count. */
export const recentPowerOns = (times: readonly number[], now: number): number[] =>
  times.filter(time => now - time < POWER_ON_WINDOW)

export const INTERRUPTED = 'The server stopped while this lab was being made.'
export const PROVER_GONE = 'The server stopped while this lab was proving an exercise.'

/** The containers of one lab by the name they have in it. */
export const containersOf = (
  labId: string,
  containers: readonly ContainerSummary[],
): Map<string, ContainerSummary> =>
  new Map(
    containers
      .filter(one => one.labels[LABEL.lab] === labId)
      .map(one => [one.labels[LABEL.host] ?? '', one]),
  )

/** What becomes of a lab that should be running. `stopped` are to be powered on. */
export type Health =
  | { readonly type: 'well' }
  | { readonly type: 'stopped'; readonly hosts: readonly string[] }
  | { readonly type: 'lost'; readonly why: string }

const called = (host: string): string => (host === OUTSIDE ? 'The probe' : `Host ${host}`)

/**
 * Looks at a ready lab with the engine's list. What was removed can't come back; a host that is
 * merely off (`reboot` typed in it, or the machine itself was restarted) can. `powerOns` and `now`
 * are monotonic milliseconds.
 */
export const examine = (
  lab: LabRecord,
  containers: readonly ContainerSummary[],
  powerOns: ReadonlyMap<string, readonly number[]>,
  now: number,
): Health => {
  const found = containersOf(lab.id, containers)
  const names = membersOf(lab.topology)
  const missing = names.find(name => !found.has(name))
  if (missing !== undefined) {
    return { type: 'lost', why: `${called(missing)} is gone: the container engine lost it.` }
  }
  const hosts = names.filter(name => found.get(name)?.running === false)
  const hopeless = hosts.find(
    name => recentPowerOns(powerOns.get(name) ?? [], now).length >= MAX_POWER_ONS,
  )
  if (hopeless !== undefined) {
    return {
      type: 'lost',
      why: `${called(hopeless)} stopped again and again; it may have run out of memory.`,
    }
  }
  return hosts.length === 0 ? { type: 'well' } : { type: 'stopped', hosts }
}

/** What a server that has just started does with each lab that its database calls live. */
export type Verdict =
  | { readonly type: 'adopt' }
  | { readonly type: 'end'; readonly why: string }
  /** It was being removed: the why is known already. */
  | { readonly type: 'clear' }

export const judge = (lab: LabRecord, containers: readonly ContainerSummary[]): Verdict => {
  if (lab.life.state === 'ending') return { type: 'clear' }
  if (lab.life.state !== 'ready') return { type: 'end', why: INTERRUPTED }
  if (lab.kind === 'proof') return { type: 'end', why: PROVER_GONE }
  const health = examine(lab, containers, new Map(), 0)
  return health.type === 'lost' ? { type: 'end', why: health.why } : { type: 'adopt' }
}

/** What is labelled as a lab's and belongs to none that is known. */
export const strays = (
  known: ReadonlySet<string>,
  containers: readonly ContainerSummary[],
  networks: readonly NetworkSummary[],
): { containers: string[]; networks: string[] } => {
  const isStray = (one: { labels: Readonly<Record<string, string>> }): boolean => {
    const lab = one.labels[LABEL.lab]
    return lab !== undefined && !known.has(lab)
  }
  return {
    containers: containers.filter(isStray).map(one => one.id),
    networks: networks.filter(isStray).map(one => one.id),
  }
}
