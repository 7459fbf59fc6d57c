import { posix } from 'node:path'
import { parse } from 'yaml'
import { AppError, messageOf } from '../kernel/app-error.ts'
import { readTree, type Tree, textAt } from './tree.ts'

/** The Puppet control repo as Hatchery needs to know it. */
export type ControlRepo = {
  readonly tree: Tree
  /** What hosts can be made into: the classes `role::<name>`, sorted. */
  readonly roles: readonly string[]
  /** Sub-roles by name, from the Hiera data. */
  readonly subroles: ReadonlyMap<string, Subrole>
}

export type Subrole = {
  readonly summary: string
  /** The role whose data names it; null: it is on every host. */
  readonly role: string | null
  /** Arguments to sudo that must be allowed, or refused; an engine test runs each. */
  readonly allows: readonly string[]
  readonly denies: readonly string[]
}

/** Names of images that are no roles. */
const RESERVED = ['bare', 'base', 'probe']

const BUNDLES = 'profile::subroles::bundles'

/** Throws AppError `control-repo-broken` with what is missing and where. */
export const readControlRepo = async (folder: string): Promise<ControlRepo> => {
  if (folder.includes('://')) {
    throw broken(`The control repo ${folder} is an address: clone it, and name the folder instead.`)
  }
  let tree: Tree
  try {
    tree = await readTree(folder)
  } catch (thrown) {
    throw broken(`The folder ${folder} cannot be read: ${messageOf(thrown)}.`, thrown)
  }
  try {
    return describeControlRepo(tree)
  } catch (thrown) {
    throw thrown instanceof AppError
      ? broken(`${folder}: ${thrown.detail}`, thrown)
      : broken(`${folder} cannot be understood: ${messageOf(thrown)}.`, thrown)
  }
}

const broken = (detail: string, cause?: unknown): AppError =>
  new AppError('control-repo-broken', 500, detail, { cause })

/** Pure: what a control repo says about itself. Throws AppError as readControlRepo does. */
export const describeControlRepo = (tree: Tree): ControlRepo => {
  const roles = rolesOf(tree)
  if (textAt(tree, 'manifests/site.pp') === null) {
    throw broken('manifests/site.pp is missing: a control repo says there what a host includes.')
  }
  if (roles.length === 0) {
    throw broken('no role was found: put one in site-modules/role/manifests, such as www.pp.')
  }
  const taken = roles.find(role => RESERVED.includes(role))
  if (taken !== undefined) {
    throw broken(`the role ${taken} has the name of one of Hatchery's own images: rename it.`)
  }
  return { tree, roles, subroles: subrolesOf(tree) }
}

/** The module folders inside the repo, by environment.conf; `$basemodulepath` is elsewhere. */
export const moduleFolders = (tree: Tree): string[] => {
  const line = /^\s*modulepath\s*=\s*(.+)$/m.exec(textAt(tree, 'environment.conf') ?? '')
  return (line?.[1] ?? 'modules')
    .split(':')
    .map(part => posix.normalize(part.trim()).replace(/\/$/, ''))
    .filter(part => part !== '' && !part.startsWith('$') && !part.startsWith('/'))
}

const rolesOf = (tree: Tree): string[] => {
  const folders = moduleFolders(tree).map(folder => `${folder}/role/manifests/`)
  const names = tree.flatMap(({ path }) => {
    const folder = folders.find(one => path.startsWith(one))
    const name = folder === undefined ? null : /^([a-z]\w*)\.pp$/.exec(path.slice(folder.length))
    return name?.[1] === undefined || name[1] === 'init' ? [] : [name[1]]
  })
  return [...new Set(names)].sort()
}

const subrolesOf = (tree: Tree): Map<string, Subrole> => {
  const found = new Map<string, Subrole>()
  for (const { path } of tree) {
    const file = /^data\/(?:roles\/(\w+)|common)\.yaml$/.exec(path)
    if (file === null) continue
    const data: unknown = parse(textAt(tree, path) ?? '')
    const bundles = isRecord(data) ? data[BUNDLES] : undefined
    for (const [name, bundle] of Object.entries(isRecord(bundles) ? bundles : {})) {
      if (!isRecord(bundle)) continue
      found.set(name, {
        summary: String(bundle.summary ?? ''),
        role: file[1] ?? null,
        allows: strings(bundle.allows),
        denies: strings(bundle.denies),
      })
    }
  }
  return found
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
