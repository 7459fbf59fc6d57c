import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/**
 * Files under a folder, relative to `root` with forward slashes, sorted.
 * @param {string} root
 * @param {string} folder
 * @returns {string[]}
 */
export const filesUnder = (root, folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()

/**
 * What the pages are made of: all of web/, the files of the server that it takes code or shapes
 * from, and what decides how they are built.
 * @param {readonly string[]} serverFiles
 * @returns {string[]}
 */
export const sharedWithWeb = serverFiles =>
  serverFiles.filter(
    file =>
      /^server\/kernel\/[^/]+\.ts$/.test(file) ||
      /\/(view|port)\.ts$/.test(file) ||
      file === 'server/terminals/frames.ts' ||
      file === 'server/people/permissions.ts',
  )

/** Besides the folders. */
export const BUILD_FILES = ['vite.config.ts', 'tsconfig.json', 'package-lock.json']

/**
 * SHA-256 over names and contents.
 * @param {readonly { name: string, bytes: Uint8Array }[]} files
 * @returns {string}
 */
export const fingerprint = files => {
  const hash = createHash('sha256')
  for (const { name, bytes } of files) hash.update(`${name}\0${bytes.length}\0`).update(bytes)
  return hash.digest('hex')
}

/**
 * @param {string} root
 * @returns {string}
 */
export const webFingerprint = root => {
  const names = [
    ...filesUnder(root, 'web'),
    ...sharedWithWeb(filesUnder(root, 'server')),
    ...BUILD_FILES,
  ]
  return fingerprint(names.map(name => ({ name, bytes: readFileSync(join(root, name)) })))
}
