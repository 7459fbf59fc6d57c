import type Docker from 'dockerode'
import { listFolders, removeFolders } from '../../../server/engine/cgroups.ts'
import { askFacts } from '../../../server/engine/facts.ts'
import { createOptions } from '../../../server/engine/hardening.ts'
import { chooseRecipe, type EngineFacts } from '../../../server/engine/recipes.ts'
import { HOST_LIMITS } from '../../../server/labs/plan.ts'

/** The same hardened recipe, so that only what Hatchery adds makes the difference. */
const bareHost = (facts: EngineFacts, name: string, image: string) =>
  createOptions(
    {
      name,
      image,
      hostname: 'bare',
      kind: 'build',
      network: null,
      aliases: [],
      labels: {},
      limits: HOST_LIMITS,
    },
    chooseRecipe(facts, name),
    facts,
  )

/** Running, or all that it will be; in its first moments it does not answer. */
const WAIT =
  'until state=$(systemctl is-system-running --wait) || [ "$state" = degraded ]; do sleep 0.02; done'

/** Starts hosts by dockerode alone, and takes them away again. */
export const createRawStarter = (docker: Docker, prefix: string) => {
  let count = 0

  const systemdRuns = async (container: Docker.Container): Promise<void> => {
    const exec = await container.exec({ Cmd: ['/bin/sh', '-c', WAIT], AttachStdout: true })
    const stream = await exec.start({ hijack: true })
    stream.resume()
    await new Promise(resolve => stream.once('end', resolve))
  }

  return {
    newestImage: async (repository: string): Promise<string> => {
      const images = await docker.listImages({ filters: { reference: [repository] } })
      const newest = images.sort((a, b) => b.Created - a.Created)[0]
      if (newest === undefined) throw new Error(`there is no image of ${repository}`)
      return newest.Id
    },
    /** Milliseconds from create to systemd running. */
    start: async (image: string): Promise<number> => {
      const options = bareHost(await askFacts(docker), `${prefix}-${count++}`, image)
      const began = performance.now()
      const container = await docker.createContainer(options)
      try {
        await container.start()
        await systemdRuns(container)
        return performance.now() - began
      } finally {
        await container.remove({ force: true })
      }
    },
    /** Whatever a sample that failed has left. */
    close: async (): Promise<void> => {
      const left = await docker.listContainers({ all: true, filters: { name: [prefix] } })
      await Promise.all(left.map(one => docker.getContainer(one.Id).remove({ force: true })))
      const folders = await listFolders('/sys/fs/cgroup')
      await removeFolders(folders.filter(one => one.name.startsWith(prefix)).map(one => one.path))
    },
  }
}
