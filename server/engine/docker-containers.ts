import type Docker from 'dockerode'
import { AppError, messageOf } from '../kernel/app-error.ts'
import { listFolders, makeDelegated, makeLimited, removeFolders, writeLimits } from './cgroups.ts'
import { calling, removing, statusOf, toAppError } from './errors.ts'
import { createOptions } from './hardening.ts'
import type { ContainerSpec, ContainerSummary, Engine } from './port.ts'
import { chooseRecipe, type EngineFacts, type Recipe, sliceOf } from './recipes.ts'

type Deps = {
  docker: Docker
  /** Asked before each create; remembered by the caller. */
  facts: () => Promise<EngineFacts>
  /** The container names and cgroup folders that are ours begin with `hatchery-<instance>-`. */
  instance: string
  /** Where the cgroup trees are mounted: `/sys/fs/cgroup`. */
  cgroupMount: string
}

type Containers = Pick<
  Engine,
  | 'runContainer'
  | 'restartContainer'
  | 'stopContainer'
  | 'removeContainer'
  | 'listContainers'
  | 'addressOf'
  | 'putArchive'
  | 'sweepCgroups'
>

const nameOf = (names: readonly string[]): string => (names[0] ?? '').replace(/^\//, '')

const runsSystemd = (spec: ContainerSpec): boolean => spec.kind === 'host' || spec.kind === 'build'

/** The names that a container's cgroup folder may have. */
const foldersOf = (name: string): string[] => [name, `${sliceOf(name)}.slice`]

type LimitedRecipe = Extract<Recipe, { limited: string }>

export const createContainers = (deps: Deps): Containers => {
  const { docker, facts, instance, cgroupMount } = deps
  /** Their folders may be there before the engine knows the container. */
  const beingMade = new Set<string>()

  const runContainer = (spec: ContainerSpec): Promise<string> =>
    calling(`starting ${spec.name}`, async () => {
      beingMade.add(spec.name)
      try {
        return await make(spec)
      } finally {
        beingMade.delete(spec.name)
      }
    })

  const make = async (spec: ContainerSpec): Promise<string> => {
    const engine = await facts()
    const recipe = chooseRecipe(engine, spec.name)
    const isLimited = runsSystemd(spec) && 'limited' in recipe
    if (isLimited) await makeFolders(engine, recipe, spec)
    const container = await docker.createContainer(createOptions(spec, recipe, engine))
    try {
      await container.start()
      // Where folders are the machine's systemd's, it writes its own idea of limits into new ones.
      if (isLimited && engine.cgroupDriver === 'systemd') {
        await writeLimits(recipe.limited, spec.limits)
      }
    } catch (thrown) {
      await removeContainer(container.id).catch(() => undefined)
      throw thrown
    }
    return container.id
  }

  const makeFolders = async (engine: EngineFacts, recipe: LimitedRecipe, spec: ContainerSpec) => {
    try {
      await makeLimited(cgroupMount, recipe.limited, spec.limits)
      if (recipe.name === 'docker-v2') {
        await makeDelegated(recipe.delegated, { uid: engine.rootUid, gid: engine.rootGid })
      }
    } catch (thrown) {
      throw new AppError(
        'cgroup-denied',
        502,
        `The cgroup folder ${recipe.limited} could not be made (${messageOf(thrown)}): run the server as root, on the machine of its container engine.`,
        { cause: thrown },
      )
    }
  }

  const removeContainer = async (idOrName: string): Promise<void> => {
    const container = docker.getContainer(idOrName)
    const name = await container.inspect().then(
      state => nameOf([state.Name]),
      thrown => {
        if (statusOf(thrown) === 404) return idOrName
        throw toAppError(thrown, `removing ${idOrName}`)
      },
    )
    await removing(`removing ${name}`, () => container.remove({ force: true, v: true }))
    await removeFoldersNamed(foldersOf(name))
  }

  const removeFoldersNamed = async (names: readonly string[]): Promise<void> => {
    const folders = await listFolders(cgroupMount)
    await removeFolders(folders.filter(one => names.includes(one.name)).map(one => one.path))
  }

  const listContainers = (label: string): Promise<ContainerSummary[]> =>
    calling('listing containers', async () => {
      const list = await docker.listContainers({ all: true, filters: { label: [label] } })
      return list.map(one => ({
        id: one.Id,
        name: nameOf(one.Names),
        // Paused: for a moment, while processes are ended.
        running: one.State === 'running' || one.State === 'paused',
        labels: one.Labels,
      }))
    })

  return {
    runContainer,
    removeContainer,
    listContainers,
    restartContainer: id =>
      calling(`restarting ${id.slice(0, 12)}`, async () => {
        await docker.getContainer(id).restart({ t: 10 })
      }),
    stopContainer: async id => {
      try {
        await docker.getContainer(id).stop({ t: 10 })
      } catch (thrown) {
        // 304: it has stopped already.
        if (statusOf(thrown) !== 304) throw toAppError(thrown, `stopping ${id.slice(0, 12)}`)
      }
    },
    addressOf: (id, network) =>
      calling(`asking for the address of ${id.slice(0, 12)}`, async () => {
        const state = await docker.getContainer(id).inspect()
        return state.NetworkSettings.Networks[network]?.IPAddress || null
      }),
    putArchive: (id, folder, tar) =>
      calling(`copying files into ${id.slice(0, 12)}`, async () => {
        await docker.getContainer(id).putArchive(Buffer.from(tar), { path: folder })
      }),
    sweepCgroups: async () => {
      const ours = [`hatchery-${instance}-`, sliceOf(`hatchery-${instance}-`)]
      const folders = (await listFolders(cgroupMount)).filter(one =>
        ours.some(prefix => one.name.startsWith(prefix)),
      )
      if (folders.length === 0) return 0
      const list = await calling('listing containers', () => docker.listContainers({ all: true }))
      const names = [...list.map(one => nameOf(one.Names)), ...beingMade]
      const kept = new Set(names.flatMap(foldersOf))
      return removeFolders(folders.filter(one => !kept.has(one.name)).map(one => one.path))
    },
  }
}
