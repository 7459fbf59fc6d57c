import { AppError, notFound } from '../kernel/app-error.ts'
import { disposable } from '../kernel/disposable.ts'
import { err } from '../kernel/result.ts'
import type {
  ContainerSpec,
  ContainerSummary,
  Engine,
  ExecResult,
  ExecSpec,
  NetworkSummary,
} from './port.ts'

type FakeContainer = { id: string; spec: ContainerSpec; running: boolean }

export type FakeEngineOptions = {
  /**
   * Called at each step of each call, with its name (`createNetwork`, `runContainer:create`,
   * `runContainer:start`, …). What it throws the call rejects with; a promise holds the call up.
   */
  onStep?: (step: string) => void | Promise<void>
  /** What an exec answers; exit code 0 without output by default. */
  onExec?: (container: ContainerSpec, spec: ExecSpec) => Partial<ExecResult>
}

const label = (labels: Readonly<Record<string, string>>, filter: string): boolean => {
  const [key = '', value] = filter.split('=')
  return filter === '' || (key in labels && (value === undefined || labels[key] === value))
}

/** An engine in memory, for unit tests: keeps what it was asked to make, and can be made to fail. */
export const createFakeEngine = (options: FakeEngineOptions = {}) => {
  const containers = new Map<string, FakeContainer>()
  const networks = new Map<string, NetworkSummary>()
  const watchers = new Set<(containerId: string) => void>()
  let made = 0

  const step = async (name: string): Promise<void> => {
    // Even what is quick is not at once.
    await Promise.resolve()
    await options.onStep?.(name)
  }
  const find = (idOrName: string): FakeContainer | undefined =>
    containers.get(idOrName) ?? [...containers.values()].find(one => one.spec.name === idOrName)
  const get = (idOrName: string): FakeContainer => {
    const found = find(idOrName)
    if (found === undefined) throw notFound('container')
    return found
  }
  const gone = (id: string): void => {
    for (const tell of watchers) tell(id)
  }
  const notPretended = (): never => {
    throw new AppError('engine-refused', 502, 'The fake engine does not do that.')
  }

  const engine: Engine = {
    status: async () => ({
      ok: true,
      info: { kind: 'docker', version: 'fake', cgroupVersion: 1, userns: false },
    }),
    createNetwork: async spec => {
      await step('createNetwork')
      const { name, subnet, labels } = spec
      const id = `network-${++made}`
      if ([...networks.values()].some(one => one.subnet === subnet)) {
        throw new AppError('subnet-taken', 409, `${subnet} is in use already.`)
      }
      networks.set(name, { id, name, subnet, labels })
      return id
    },
    removeNetwork: async idOrName => {
      await step('removeNetwork')
      const inUse = (name: string) =>
        [...containers.values()].some(one => one.spec.network === name && one.running)
      for (const [name, network] of networks) {
        if (name !== idOrName && network.id !== idOrName) continue
        if (inUse(name)) throw new AppError('engine-refused', 502, `${name} has active endpoints.`)
        networks.delete(name)
      }
    },
    listNetworks: async filter => {
      await step('listNetworks')
      return [...networks.values()].filter(one => label(one.labels, filter))
    },
    runContainer: async spec => {
      await step('runContainer:create')
      if (spec.network !== null && !networks.has(spec.network)) throw notFound('network')
      const container = { id: `container-${++made}`, spec, running: false }
      containers.set(container.id, container)
      await step('runContainer:start')
      // Somebody may have removed it meanwhile.
      get(container.id).running = true
      return container.id
    },
    restartContainer: async id => {
      await step('restartContainer')
      get(id).running = true
    },
    stopContainer: async id => {
      await step('stopContainer')
      get(id).running = false
      gone(id)
    },
    removeContainer: async idOrName => {
      await step('removeContainer')
      const found = find(idOrName)
      if (found === undefined) return
      containers.delete(found.id)
      gone(found.id)
    },
    listContainers: async filter => {
      await step('listContainers')
      return [...containers.values()]
        .filter(one => label(one.spec.labels, filter))
        .map(({ id, spec, running }): ContainerSummary => {
          return { id, name: spec.name, running, labels: spec.labels }
        })
    },
    addressOf: async () => '10.213.0.2',
    exec: async (id, spec) => {
      await step('exec')
      const container = get(id)
      if (!container.running) throw new AppError('engine-refused', 502, 'It is not running.')
      const answer = options.onExec?.(container.spec, spec) ?? {}
      return {
        exitCode: 0,
        stdout: '',
        stderr: '',
        timedOut: false,
        truncated: false,
        ms: 1,
        ...answer,
      }
    },
    openPty: async () => notPretended(),
    putArchive: async () => step('putArchive'),
    commit: async () => notPretended(),
    importImage: async () => notPretended(),
    pull: async () => err(new AppError('engine-refused', 502, 'The fake engine pulls nothing.')),
    findImage: async () => null,
    listImages: async () => [],
    removeImage: async () => undefined,
    sweepCgroups: async () => {
      await step('sweepCgroups')
      return 0
    },
    watch: (_label, onGone) => {
      watchers.add(onGone)
      return disposable(() => watchers.delete(onGone))
    },
  }
  return { engine, containers, networks }
}
