import { chown, mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Limits } from './port.ts'
import { CGROUP_ROOT } from './recipes.ts'

/** Files that systemd needs to write in a delegated folder; no more (see ENGINE.md). */
const DELEGATED = ['', 'cgroup.procs', 'cgroup.subtree_control', 'cgroup.threads']

/** The kernel lets go of a dead process's folder a moment after the engine does. */
const BUSY_WAITS = [0, 10, 50, 200, 500]

const CONTROLLERS = ['cpu', 'memory', 'pids']

const CPU_PERIOD = 100_000

/** What the limits look like in a cgroup v2 folder: file name → content. */
export const limitFiles = (limits: Limits): Readonly<Record<string, string>> => ({
  'memory.max': String(limits.memoryBytes),
  'memory.swap.max': '0',
  'cpu.max': `${Math.round(limits.cpus * CPU_PERIOD)} ${CPU_PERIOD}`,
  'pids.max': String(limits.pids),
})

/** Of the controllers that limits need, those that a folder can hand on to the ones in it. */
const controllersOf = async (folder: string): Promise<string[]> => {
  const offered = (await readFile(join(folder, 'cgroup.controllers'), 'utf8')).trim().split(' ')
  return CONTROLLERS.filter(one => offered.includes(one))
}

const enableBelow = async (folder: string): Promise<void> => {
  const wanted = (await controllersOf(folder)).map(one => `+${one}`).join(' ')
  if (wanted !== '') await writeFile(join(folder, 'cgroup.subtree_control'), wanted)
}

/**
 * Makes a folder in the cgroup v2 tree, with the controllers on in all above it, and limits it.
 *
 * @param mount where the tree is, `/sys/fs/cgroup`
 * @param folder an absolute path below it
 */
export const makeLimited = async (mount: string, folder: string, limits: Limits): Promise<void> => {
  await mkdir(folder, { recursive: true })
  let level = mount
  for (const part of folder.slice(mount.length + 1).split('/')) {
    await enableBelow(level)
    level = join(level, part)
  }
  await writeLimits(folder, limits)
}

/** A kernel without a controller has no files of its; Docker goes on without such a limit too. */
export const writeLimits = async (folder: string, limits: Limits): Promise<void> => {
  const files = await readdir(folder)
  for (const [name, content] of Object.entries(limitFiles(limits))) {
    if (files.includes(name)) await writeFile(join(folder, name), content)
  }
}

/** Makes a folder in a limited one, and hands it to a container's root: no more than it needs. */
export const makeDelegated = async (
  folder: string,
  owner: { uid: number; gid: number },
): Promise<void> => {
  await mkdir(folder, { recursive: true })
  await enableBelow(dirname(folder))
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
