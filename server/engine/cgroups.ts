import { chown, mkdir, readdir, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Limits } from './port.ts'
import { CGROUP_ROOT } from './recipes.ts'

/** Files that systemd needs to write in a delegated folder; no more (see ENGINE.md). */
const DELEGATED = ['', 'cgroup.procs', 'cgroup.subtree_control', 'cgroup.threads']

/** The kernel lets go of a dead process's folder a moment after the engine does. */
const BUSY_WAITS = [0, 10, 50, 200, 500]

const CPU_PERIOD = 100_000

/** What the limits look like in a cgroup v2 folder: file name → content. */
export const limitFiles = (limits: Limits): Readonly<Record<string, string>> => ({
  'memory.max': String(limits.memoryBytes),
  'memory.swap.max': '0',
  'cpu.max': `${Math.round(limits.cpus * CPU_PERIOD)} ${CPU_PERIOD}`,
  'pids.max': String(limits.pids),
})

/**
 * Makes a container's parent folder in the cgroup v2 tree, limits it in files that the container
 * cannot write, and hands the rest to the container's root.
 *
 * @param mount where the tree is, `/sys/fs/cgroup`
 * @param folder an absolute path below it
 */
export const makeFolder = async (
  mount: string,
  folder: string,
  limits: Limits,
  owner: { uid: number; gid: number },
): Promise<void> => {
  await mkdir(folder, { recursive: true })
  let level = mount
  for (const part of folder.slice(mount.length + 1).split('/')) {
    await writeFile(join(level, 'cgroup.subtree_control'), '+cpu +memory +pids')
    level = join(level, part)
  }
  for (const [name, content] of Object.entries(limitFiles(limits))) {
    await writeFile(join(folder, name), content).catch(error => {
      // A kernel without swap accounting has no such file, and no swap to limit.
      if (name !== 'memory.swap.max') throw error
    })
  }
  for (const name of DELEGATED) await chown(join(folder, name), owner.uid, owner.gid)
}

/** Removes a folder and those in it, deepest first: cgroups know no other removal. */
const removeTree = async (folder: string): Promise<void> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) if (entry.isDirectory()) await removeTree(join(folder, entry.name))
  await rmdir(folder).catch(() => undefined)
}

const isThere = (folder: string): Promise<boolean> =>
  readdir(folder).then(
    () => true,
    () => false,
  )

/**
 * The folders that hold ours: under every hierarchy on cgroup v1, at the root on v2, as a plain
 * folder or as a slice.
 */
const ourParents = async (mount: string): Promise<string[]> => {
  const names = [CGROUP_ROOT, `${CGROUP_ROOT}.slice`]
  const entries = await readdir(mount, { withFileTypes: true }).catch(() => [])
  const levels = ['', ...entries.filter(one => one.isDirectory()).map(one => one.name)]
  return levels.flatMap(level => names.map(name => join(mount, level, name)))
}

/** Every folder directly below ours, in any hierarchy: its name and where it is. */
export const listFolders = async (
  mount: string,
): Promise<{ readonly name: string; readonly path: string }[]> => {
  const parents = await ourParents(mount)
  const found = await Promise.all(
    parents.map(async parent => {
      const entries = await readdir(parent, { withFileTypes: true }).catch(() => [])
      return entries
        .filter(entry => entry.isDirectory())
        .map(entry => ({ name: entry.name, path: join(parent, entry.name) }))
    }),
  )
  return found.flat()
}

/** Removes folders by path; returns how many are gone. Best effort: the sweep comes by again. */
export const removeFolders = async (paths: readonly string[]): Promise<number> => {
  const results = await Promise.all(
    paths.map(async path => {
      for (const wait of BUSY_WAITS) {
        if (wait > 0) await sleep(wait)
        await removeTree(path)
        if (!(await isThere(path))) return true
      }
      return false
    }),
  )
  return results.filter(Boolean).length
}
