import type { Engine } from '../engine/port.ts'
import { AppError } from '../kernel/app-error.ts'
import { type Result, unwrap } from '../kernel/result.ts'
import { hostSpec, type LabNames, networkSpec, probeSpec } from './plan.ts'
import { OUTSIDE, type Topology } from './port.ts'
import { prepareHost } from './prepare.ts'

/** What labs need of the hosts' images. An error says in words which is missing and why. */
export type LabImages = {
  imageFor(role: string): Promise<Result<string>>
  probeImage(): Promise<Result<string>>
}

/** Reserves a subnet that nobody uses and nobody was given before; null when all are taken. */
export type TakeSubnet = () => Promise<string | null>

type BuildDeps = {
  readonly engine: Engine
  readonly images: LabImages
  readonly takeSubnet: TakeSubnet
}

export type Blueprint = {
  readonly names: LabNames
  readonly login: string
  readonly topology: Topology
}

/** Another server on the same engine may take a subnet between our look and our request. */
const SUBNET_TRIES = 8

/**
 * As Promise.all, but it settles when all have: nothing goes on being made behind the back of
 * whoever then removes what was made.
 */
const allSettled = async <T>(promises: readonly Promise<T>[]): Promise<T[]> => {
  const results = await Promise.allSettled(promises)
  const failed = results.find(result => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
}

const makeNetwork = async (deps: BuildDeps, names: LabNames): Promise<void> => {
  for (let tries = 1; ; tries++) {
    const subnet = await deps.takeSubnet()
    if (subnet === null) {
      throw new AppError(
        'no-subnet',
        503,
        'All lab networks are in use: end a lab, or give a larger HATCHERY_SUBNETS.',
      )
    }
    try {
      await deps.engine.createNetwork(networkSpec(names, subnet))
      return
    } catch (error) {
      const lost = error instanceof AppError && error.code === 'subnet-taken'
      if (!lost || tries === SUBNET_TRIES) throw error
    }
  }
}

export type Built = {
  /** Name in the lab → container; the probe's comes last. */
  readonly containers: ReadonlyMap<string, string>
  /** Resolves when every host is up, with the owner's login on it, and the probe runs. */
  readonly ready: Promise<void>
}

/**
 * Makes the network, then all hosts at once; each is prepared from the moment it runs, without
 * waiting for the others. The probe is made while they boot: beside them it would slow their
 * creation down. Rejects, and `ready` too, only when nothing is under way any more.
 */
export const buildLab = async (deps: BuildDeps, blueprint: Blueprint): Promise<Built> => {
  const { engine, images } = deps
  const { names, login, topology } = blueprint
  const hosts = Object.entries(topology.hosts)
  const [found, probeImage] = await Promise.all([
    Promise.all(hosts.map(([, host]) => images.imageFor(host.role))),
    images.probeImage(),
  ])
  const hostImages = found.map(unwrap)
  const probe = probeSpec(names, unwrap(probeImage))
  await makeNetwork(deps, names)

  const containers = new Map<string, string>()
  const readying: Promise<void>[] = []
  const begin = (work: Promise<void>) => {
    // It may fail while others are still being made, before anybody waits for it.
    work.catch(() => undefined)
    readying.push(work)
  }
  const runHost = async ([name, host]: (typeof hosts)[number], index: number) => {
    const id = await engine.runContainer(hostSpec(names, name, hostImages[index] ?? ''))
    containers.set(name, id)
    begin(prepareHost(engine, id, name, login, host.grants))
  }
  const runProbe = async () => {
    containers.set(OUTSIDE, await engine.runContainer(probe))
  }
  const outcome = await allSettled(hosts.map(runHost)).then(
    () => null,
    (error: unknown) => ({ error }),
  )
  if (outcome === null) begin(runProbe())
  const ready = allSettled(readying).then(() => undefined)
  if (outcome === null) return { containers, ready }
  await ready.catch(() => undefined)
  throw outcome.error
}
