import type { EngineInfo } from './port.ts'

/**
 * How a host gets the writable cgroup of its own that systemd needs as PID 1 without privileges.
 * Each was seen working; see ENGINE.md for where.
 */
export type Recipe =
  /** The folder of the `name=systemd` hierarchy alone; the engine makes it. */
  | { readonly name: 'docker-v1'; readonly parent: string; readonly bind: string }
  /**
   * Two folders are made before, one in the other. The outer carries the limits: systemd moves its
   * processes out of the container's own cgroup, beside it, and root in the container can write
   * whatever it sees. The inner is what it sees, handed to the container's root.
   */
  | {
      readonly name: 'docker-v2'
      readonly parent: string
      readonly bind: string
      readonly limited: string
      readonly delegated: string
    }
  /** Docker 28 and newer mounts the container's own cgroup writable; the limits sit above it. */
  | { readonly name: 'docker-v2-writable'; readonly parent: string; readonly limited: string }
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

/**
 * systemd's slices nest by the dashes in their names: `hatchery-x.slice` lies in `hatchery.slice`.
 * So the name of a slice of ours has no others.
 */
export const sliceOf = (name: string): string => `${CGROUP_ROOT}-${name.replaceAll('-', '_')}`

type Place = { readonly parent: string; readonly folder: string }

/** A folder for `name` and one in it, as the engine's cgroup driver wants them called. */
const placesOf = (engine: EngineFacts, name: string): { outer: Place; inner: Place } => {
  if (engine.cgroupDriver === 'systemd') {
    const outer = `${sliceOf(name)}.slice`
    const inner = `${sliceOf(name)}-host.slice`
    const folder = `/${CGROUP_ROOT}.slice/${outer}`
    return {
      outer: { parent: outer, folder },
      inner: { parent: inner, folder: `${folder}/${inner}` },
    }
  }
  const outer = `/${CGROUP_ROOT}/${name}`
  const inner = `${outer}/host`
  return { outer: { parent: outer, folder: outer }, inner: { parent: inner, folder: inner } }
}

/** `name` is the container's name: unique on the engine, and it says whose the folder is. */
export const chooseRecipe = (engine: EngineFacts, name: string): Recipe => {
  if (engine.kind === 'podman') return { name: 'podman' }
  const { outer, inner } = placesOf(engine, name)
  if (engine.cgroupVersion === 1) {
    return {
      name: 'docker-v1',
      parent: outer.parent,
      bind: `/sys/fs/cgroup/systemd${outer.folder}:/sys/fs/cgroup/systemd:rw`,
    }
  }
  const limited = `/sys/fs/cgroup${outer.folder}`
  if (major(engine.version) >= 28 && !engine.userns) {
    return { name: 'docker-v2-writable', parent: outer.parent, limited }
  }
  const delegated = `/sys/fs/cgroup${inner.folder}`
  return {
    name: 'docker-v2',
    parent: inner.parent,
    bind: `${delegated}:/sys/fs/cgroup:rw`,
    limited,
    delegated,
  }
}
