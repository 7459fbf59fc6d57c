import type { ContainerSpec, Limits, NetworkSpec } from '../engine/port.ts'
import { OUTSIDE, type Topology } from './port.ts'

/** Labels by which everything of ours is found again, whatever happens to the server. */
export const LABEL = {
  instance: 'hatchery.instance',
  lab: 'hatchery.lab',
  host: 'hatchery.host',
} as const

const MiB = 2 ** 20

export const HOST_LIMITS: Limits = {
  memoryBytes: 512 * MiB,
  cpus: 1,
  pids: 256,
  tmpfsBytes: 64 * MiB,
}

export const PROBE_LIMITS: Limits = {
  memoryBytes: 64 * MiB,
  cpus: 0.5,
  pids: 64,
  tmpfsBytes: 8 * MiB,
}

/** A Linux interface name has at most 15 characters; `hl-` is what the firewall knows labs by. */
const BRIDGE_LENGTH = 15

export type LabNames = { readonly instance: string; readonly labId: string }

export const networkName = (names: LabNames): string => `hatchery-${names.instance}-${names.labId}`

export const containerName = (names: LabNames, host: string): string =>
  `${networkName(names)}-${host}`

const labelsOf = (names: LabNames) => ({
  [LABEL.instance]: names.instance,
  [LABEL.lab]: names.labId,
})

export const networkSpec = (names: LabNames, subnet: string): NetworkSpec => ({
  name: networkName(names),
  bridge: `hl-${names.labId}`.slice(0, BRIDGE_LENGTH),
  subnet,
  labels: labelsOf(names),
})

export const hostSpec = (names: LabNames, host: string, image: string): ContainerSpec => ({
  ...memberSpec(names, host, image),
  kind: 'host',
  limits: HOST_LIMITS,
})

/** A prober on the lab's network that the apprentice can't enter. */
export const probeSpec = (names: LabNames, image: string): ContainerSpec => ({
  ...memberSpec(names, OUTSIDE, image),
  kind: 'probe',
  limits: PROBE_LIMITS,
})

const memberSpec = (names: LabNames, host: string, image: string) => ({
  name: containerName(names, host),
  image,
  hostname: host,
  network: networkName(names),
  aliases: [host, `${host}.lab.test`],
  labels: { ...labelsOf(names), [LABEL.host]: host },
})

/** All containers of a lab by the name they have in it, the probe included. */
export const membersOf = (topology: Topology): string[] => [...Object.keys(topology.hosts), OUTSIDE]

/** Half of the machine's memory for labs of one host each, if nobody said otherwise; at least 2. */
export const labsByMemory = (bytes: number): number =>
  Math.max(2, Math.floor(bytes / 2 / (HOST_LIMITS.memoryBytes + PROBE_LIMITS.memoryBytes)))
