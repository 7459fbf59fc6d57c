import Docker from 'dockerode'
import { systemClock } from '../kernel/clock.ts'
import { systemRandom } from '../kernel/random.ts'
import { createDockerEngine, type EngineLog } from './docker-engine.ts'
import { protectMachine, runTool } from './firewall.ts'
import { within } from './patience.ts'
import type { Engine } from './port.ts'

/** Where engines listen by default: Docker, Podman as root, Podman of this user. */
export const socketCandidates = (uid: number | null, runtimeFolder: string | null): string[] => [
  '/var/run/docker.sock',
  '/run/podman/podman.sock',
  `${runtimeFolder ?? `/run/user/${uid ?? 0}`}/docker.sock`,
  `${runtimeFolder ?? `/run/user/${uid ?? 0}`}/podman/podman.sock`,
]

/** dockerode's options for one DOCKER_HOST; it has its own reading of TLS from the environment. */
export const dockerOptions = (dockerHost: string): Docker.DockerOptions => {
  if (dockerHost.startsWith('unix://')) return { socketPath: dockerHost.slice('unix://'.length) }
  if (dockerHost.startsWith('/')) return { socketPath: dockerHost }
  const url = new URL(dockerHost.includes('://') ? dockerHost : `tcp://${dockerHost}`)
  return { host: url.hostname, port: url.port || '2375' }
}

const answers = async (socketPath: string): Promise<boolean> => {
  try {
    await within(2_000, new Docker({ socketPath }).ping())
    return true
  } catch {
    return false
  }
}

/**
 * Finds the engine to use: DOCKER_HOST if it is set, else the first socket that answers. With
 * none, an engine on Docker's socket all the same: the server serves without it, and it may come.
 */
export const connectEngine = async (options: {
  dockerHost?: string | null
  instance: string
  log: EngineLog
}): Promise<Engine> => {
  const { instance, log } = options
  const open = (docker: Docker): Engine =>
    createDockerEngine({
      docker,
      instance,
      log,
      clock: systemClock,
      random: systemRandom,
      protect: kind =>
        protectMachine({
          nameService: kind === 'podman',
          isRoot: process.getuid?.() === 0,
          run: runTool,
        }),
    })
  if (options.dockerHost) return open(new Docker(dockerOptions(options.dockerHost)))
  const candidates = socketCandidates(
    process.getuid?.() ?? null,
    process.env.XDG_RUNTIME_DIR ?? null,
  )
  for (const socketPath of candidates) {
    if (await answers(socketPath)) return open(new Docker({ socketPath }))
  }
  return open(new Docker({ socketPath: candidates[0] ?? '/var/run/docker.sock' }))
}
