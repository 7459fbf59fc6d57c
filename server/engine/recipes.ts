import type { EngineInfo } from './port.ts'

/**
 * How a host gets the writable cgroup of its own that systemd needs as PID 1 without privileges.
 * Each was seen working; see ENGINE.md for where.
 */
export type Recipe =
  /** The folder of the `name=systemd` hierarchy alone; the engine makes it. */
  | { readonly name: 'docker-v1'; readonly parent: string; readonly bind: string }
  /**
   * The folder is made before, carries the limits (systemd moves its processes out of the
   * container's own cgroup, beside it), and is handed to the container's root.
   */
  | {
      readonly name: 'docker-v2'
      readonly parent: string
      readonly bind: string
      readonly folder: string
    }
  /** Docker 28 and newer mounts the container's own cgroup writable. */
  | { readonly name: 'docker-v2-writable' }
  /** Podman sees that the command is systemd and does it all. */
  | { readonly name: 'podman' }

/** The engine as the recipes need to know it; more than the rest of the server is told. */
export type EngineFacts = EngineInfo & {
  readonly cgroupDriver: 'cgroupfs' | 'systemd'
  /** The machine's uid and gid of a container's root; 0 without userns-remap. */
  readonly rootUid: number
  readonly rootGid: number
}

/** The parent of all our cgroup folders, in every hierarchy. */
export const CGROUP_ROOT = 'hatchery'

const major = (version: string): number => Number.parseInt(version, 10) || 0

/** systemd's slices nest by dashes in their names, so a slice of ours must not have more. */
export const sliceOf = (name: string): string =>
  `${CGROUP_ROOT}-${name.replaceAll('-', '_').replaceAll(/[^A-Za-z0-9_]/g, '')}.slice`

/** `name` is the container's name: unique on the engine, and it says whose the folder is. */
export const chooseRecipe = (engine: EngineFacts, name: string): Recipe => {
  if (engine.kind === 'podman') return { name: 'podman' }
  const systemd = engine.cgroupDriver === 'systemd'
  const parent = systemd ? sliceOf(name) : `/${CGROUP_ROOT}/${name}`
  const folder = systemd ? `/${CGROUP_ROOT}.slice/${parent}` : parent
  if (engine.cgroupVersion === 1) {
    return {
      name: 'docker-v1',
      parent,
      bind: `/sys/fs/cgroup/systemd${folder}:/sys/fs/cgroup/systemd:rw`,
    }
  }
  if (major(engine.version) >= 28 && !engine.userns) return { name: 'docker-v2-writable' }
  return {
    name: 'docker-v2',
    parent,
    bind: `/sys/fs/cgroup${folder}:/sys/fs/cgroup:rw`,
    folder: `/sys/fs/cgroup${folder}`,
  }
}
