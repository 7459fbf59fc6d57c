import type { Disposable } from '../kernel/disposable.ts'
import type { Result } from '../kernel/result.ts'

/** The container engine as the rest of the server sees it: no dockerode type leaves this folder. */
export type EngineKind = 'docker' | 'podman'

export type EngineInfo = {
  readonly kind: EngineKind
  readonly version: string
  readonly cgroupVersion: 1 | 2
  readonly userns: boolean
}

export type EngineStatus =
  | {
      readonly ok: true
      readonly info: EngineInfo
      /** Something an operator should know, in one sentence. */
      readonly warning?: string
    }
  | { readonly ok: false; readonly detail: string }

/**
 * The closed set of what we ever ask an engine for: a lab host, a probe, a host that becomes an
 * image (`build`, with systemd running), and a system that has no init yet (`bare`).
 */
export type ContainerSpec = {
  readonly name: string
  readonly image: string
  readonly hostname: string
  readonly kind: 'host' | 'probe' | 'build' | 'bare'
  /** The network to be on; `build` and `bare` alone may be on the engine's default one. */
  readonly network: string | null
  readonly aliases: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly limits: Limits
}

export type Limits = {
  readonly memoryBytes: number
  readonly cpus: number
  readonly pids: number
  readonly tmpfsBytes: number
}

export type NetworkSpec = {
  readonly name: string
  /** Linux bridge name, at most 15 characters. */
  readonly bridge: string
  /** IPv4 in CIDR form. */
  readonly subnet: string
  readonly labels: Readonly<Record<string, string>>
}

export type ContainerSummary = {
  readonly id: string
  readonly name: string
  readonly running: boolean
  readonly labels: Readonly<Record<string, string>>
}

export type NetworkSummary = {
  readonly id: string
  readonly name: string
  readonly subnet: string | null
  readonly labels: Readonly<Record<string, string>>
}

export type ExecSpec = {
  /** argv; never a shell line. */
  readonly command: readonly string[]
  readonly user?: string
  readonly env?: Readonly<Record<string, string>>
  readonly workdir?: string
  /** Streamed to standard input, then closed. */
  readonly stdin?: Uint8Array | string
  /** Milliseconds; the process is killed after it. Default 30,000. */
  readonly timeout?: number
  /** Output kept per stream, in bytes; the rest is read and dropped. Default 1 MiB. */
  readonly maxOutput?: number
  /** Called with each piece of output, both streams, as it comes. */
  readonly onOutput?: (text: string) => void
}

export type ExecResult = {
  /** null when it was killed for time. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  readonly timedOut: boolean
  readonly truncated: boolean
  /** Milliseconds from start to end. */
  readonly ms: number
}

export type PtySpec = {
  readonly command: readonly string[]
  readonly user: string
  readonly env: Readonly<Record<string, string>>
  readonly workdir: string
  readonly cols: number
  readonly rows: number
}

/** One PTY in a host. Bytes only; knows nothing of viewers. */
export type Pty = {
  /** At most one listener each; set them right after opening. */
  onData(listener: (bytes: Uint8Array) => void): void
  onEnd(listener: (why: string) => void): void
  write(bytes: Uint8Array): void
  resize(cols: number, rows: number): Promise<void>
  /** Back-pressure: stops and restarts reading from the engine. */
  pause(): void
  resume(): void
  /** Drops the stream and ends the attached process. Idempotent. */
  close(): void
}

export type ImageSummary = {
  readonly id: string
  readonly tags: readonly string[]
  readonly sizeBytes: number
  /** Epoch milliseconds. */
  readonly createdAt: number
}

/**
 * Every method rejects with AppError alone: `engine-down` (503) when the engine does not answer,
 * `engine-refused` (502) with the engine's own words, `no-disk-space` (507), `subnet-taken` (409).
 * Removing what is gone already is no error.
 */
export type Engine = {
  status(): Promise<EngineStatus>
  createNetwork(spec: NetworkSpec): Promise<string>
  removeNetwork(idOrName: string): Promise<void>
  /** `label` as `key` or `key=value`; empty: all networks, also those of others. */
  listNetworks(label: string): Promise<NetworkSummary[]>
  /** Creates and starts, with its cgroup folder where the recipe needs one. Returns the id. */
  runContainer(spec: ContainerSpec): Promise<string>
  /** A clean stop by the stop signal, then start again: a reboot. */
  restartContainer(id: string): Promise<void>
  stopContainer(id: string): Promise<void>
  /** Removes the container, by force, and its cgroup folder. */
  removeContainer(idOrName: string): Promise<void>
  listContainers(label: string): Promise<ContainerSummary[]>
  /** IPv4 of the container on that network; null when it has none. */
  addressOf(id: string, network: string): Promise<string | null>
  exec(id: string, spec: ExecSpec): Promise<ExecResult>
  openPty(id: string, spec: PtySpec): Promise<Pty>
  /** Unpacks a tar stream into a folder of the container. */
  putArchive(id: string, folder: string, tar: Uint8Array): Promise<void>
  commit(id: string, tag: string, labels: Readonly<Record<string, string>>): Promise<string>
  importImage(tar: NodeJS.ReadableStream, tag: string): Promise<string>
  pull(reference: string): Promise<Result<string>>
  findImage(reference: string): Promise<ImageSummary | null>
  listImages(label: string): Promise<ImageSummary[]>
  removeImage(reference: string): Promise<void>
  /** Containers' cgroup folders without a container: removes them, returns how many. */
  sweepCgroups(): Promise<number>
  /**
   * Calls `onGone` soon after a container with that label has stopped or was removed, also by
   * others. It may miss some, while the engine is down: look yourself now and then too.
   */
  watch(label: string, onGone: (containerId: string) => void): Disposable
}
