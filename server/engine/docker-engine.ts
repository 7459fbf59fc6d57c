import type Docker from 'dockerode'
import { messageOf } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Random } from '../kernel/random.ts'
import { systemSchedule } from '../kernel/schedule.ts'
import { createContainers } from './docker-containers.ts'
import { createWatch } from './docker-events.ts'
import { createExec } from './docker-exec.ts'
import { createImages } from './docker-images.ts'
import { createNetworks } from './docker-networks.ts'
import { createOpenPty } from './docker-pty.ts'
import { toAppError } from './errors.ts'
import { askFacts, infoOf } from './facts.ts'
import type { Engine, EngineKind } from './port.ts'
import type { EngineFacts } from './recipes.ts'

export type EngineLog = { warn(fields: object, text: string): void }

export type DockerEngineOptions = {
  /** Its API version unset: each engine is spoken to in its own. */
  docker: Docker
  /** The id of the data folder: names and labels of what is ours carry it. */
  instance: string
  clock: Clock
  random: Random
  log: EngineLog
  /** Where cgroups are mounted; `/sys/fs/cgroup` by default. */
  cgroupMount?: string
  /**
   * Shuts the machine off from labs, before the first container is made. Returns null, or in one
   * sentence what an operator should know.
   */
  protect?: (kind: EngineKind) => Promise<string | null>
}

/** The port over dockerode: Docker and Podman alike. */
export const createDockerEngine = (options: DockerEngineOptions): Engine => {
  const { docker, instance, clock, random, log } = options
  let known: EngineFacts | null = null
  let protection: Promise<string | null> | null = null

  const learn = async (): Promise<EngineFacts> => {
    const facts = await askFacts(docker)
    protection ??= protect(facts.kind)
    await protection
    known = facts
    return facts
  }

  const protect = async (kind: EngineKind): Promise<string | null> => {
    const warning = (await options.protect?.(kind)) ?? null
    if (warning !== null) log.warn({}, warning)
    return warning
  }

  return {
    status: async () => {
      try {
        const info = infoOf(await learn())
        const warning = (await protection) ?? null
        return { ok: true, info, ...(warning !== null && { warning }) }
      } catch (thrown) {
        // It may come back as another version.
        known = null
        return { ok: false, detail: toAppError(thrown, 'asking how it is').detail }
      }
    },
    ...createContainers({
      docker,
      facts: async () => known ?? learn(),
      instance,
      cgroupMount: options.cgroupMount ?? '/sys/fs/cgroup',
    }),
    ...createNetworks(docker),
    ...createImages(docker),
    watch: createWatch(docker, systemSchedule),
    exec: createExec({ docker, clock, random }),
    openPty: createOpenPty({
      docker,
      random,
      onError: (error, doing) => log.warn({ reason: messageOf(error) }, doing),
    }),
  }
}
