import { createHash } from 'node:crypto'
import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** One file of a folder. Paths are relative to it, with slashes. */
export type TreeEntry =
  | {
      readonly kind: 'file'
      readonly path: string
      readonly executable: boolean
      readonly bytes: Uint8Array
    }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }

/** What a folder holds, sorted by path. Empty folders do not count. */
export type Tree = readonly TreeEntry[]

/** What version control and editors leave in a folder; never part of an image. */
const SKIPPED = new Set(['.git', '.svn', '.DS_Store', 'node_modules'])

/** Reads a folder whole. Rejects with what the file system says. */
export const readTree = async (folder: string): Promise<Tree> => {
  const entries: TreeEntry[] = []
  const visit = async (relative: string): Promise<void> => {
    for (const entry of await readdir(join(folder, relative), { withFileTypes: true })) {
      if (SKIPPED.has(entry.name)) continue
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`
      if (entry.isDirectory()) await visit(path)
      else if (entry.isFile()) entries.push(await readEntry(folder, path))
      else if (entry.isSymbolicLink()) {
        entries.push({ kind: 'link', path, target: await readlink(join(folder, path)) })
      }
    }
  }
  await visit('')
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1))
}

const readEntry = async (folder: string, path: string): Promise<TreeEntry> => {
  const full = join(folder, path)
  const [bytes, { mode }] = await Promise.all([readFile(full), stat(full)])
  return { kind: 'file', path, executable: (mode & 0o100) !== 0, bytes }
}

/** The text of one file of a tree; null where there is none. */
export const textAt = (tree: Tree, path: string): string | null => {
  const entry = tree.find(one => one.path === path)
  return entry?.kind === 'file' ? Buffer.from(entry.bytes).toString() : null
}

/** SHA-256 in hex of names, modes and contents; each field carries its length. */
export const hashTree = (tree: Tree): string => {
  const hash = createHash('sha256')
  const field = (bytes: Uint8Array | string) => {
    hash.update(`${Buffer.byteLength(bytes)}:`).update(bytes)
  }
  for (const entry of tree) {
    field(entry.path)
    field(entry.kind === 'link' ? 'link' : entry.executable ? 'executable' : 'file')
    field(entry.kind === 'link' ? entry.target : entry.bytes)
  }
  return hash.digest('hex')
}
