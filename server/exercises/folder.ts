import { createHash } from 'node:crypto'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Problem } from './yaml-source.ts'

/** An exercise's files in memory, by path relative to its folder, with `/` between the parts. */
export type Folder = { slug: string; files: ReadonlyMap<string, Buffer>; problems: Problem[] }

/** Exercises are text and a few small files; more than this is a mistake. */
const MAX_FILES = 200
const MAX_FILE_BYTES = 1024 * 1024

/** Reads the folder whole. Links are refused, so that nothing outside of it can be meant. */
export const readFolder = async (path: string, slug: string): Promise<Folder> => {
  const files = new Map<string, Buffer>()
  const problems: Problem[] = []
  const refuse = (name: string, message: string) =>
    problems.push({ file: `${slug}/${name}`, line: 1, column: 1, message })

  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true })
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = join(folder, entry.name)
      const name = relative(path, full).replaceAll('\\', '/')
      if (entry.name.startsWith('.') || entry.name.endsWith('~')) continue
      if (entry.isDirectory()) await visit(full)
      else if (!entry.isFile()) refuse(name, 'expected a plain file: a link may leave the folder')
      else if ((await lstat(full)).size > MAX_FILE_BYTES) refuse(name, 'larger than 1 MiB')
      else if (files.size >= MAX_FILES) throw new Error(`more than ${MAX_FILES} files in ${slug}`)
      else files.set(name, await readFile(full))
    }
  }
  await visit(path)
  return { slug, files, problems }
}

/** Names and contents, each with its length, so that no two folders share a hash by accident. */
export const hashOf = (files: ReadonlyMap<string, Buffer>): string => {
  const hash = createHash('sha256')
  for (const [name, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name.length} ${name} ${content.length} `).update(content)
  }
  return hash.digest('hex')
}
