import type Docker from 'dockerode'
import { messageOf } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Random } from '../kernel/random.ts'
import { createContainers } from './docker-containers.ts'
import { createExec } from './docker-exec.ts'
import { createImages } from './docker-images.ts'
import { createNetworks } from './docker-networks.ts'
import { createOpenPty } from './docker-pty.ts'
import { toAppError } from './errors.ts'
import { askFacts, infoOf } from './facts.ts'
import type { Engine } from './port.ts'
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
}

/** The port over dockerode: Docker and Podman alike. */
export const createDockerEngine = (options: DockerEngineOptions): Engine => {
  const { docker, instance, clock, random, log } = options
  let known: EngineFacts | null = null

  const learn = async (): Promise<EngineFacts> => {
    known = await askFacts(docker)
    return known
  }

  return {
    status: async () => {
      try {
        return { ok: true, info: infoOf(await learn()) }
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
    exec: createExec({ docker, clock, random }),
    openPty: createOpenPty({
      docker,
      random,
      onError: (error, doing) => log.warn({ reason: messageOf(error) }, doing),
    }),
  }
}
