import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Libsql from 'libsql'
import { AppError, messageOf } from '../kernel/app-error.ts'
import type { Disposable } from '../kernel/disposable.ts'
import { newId } from '../kernel/ids.ts'
import type { Random } from '../kernel/random.ts'

export type DataFolder = {
  readonly path: string
  /** Tells this folder's containers and networks from those of other servers on one engine. */
  readonly instance: string
}

const unusable = (path: string, cause: unknown) =>
  new AppError(
    'data-folder-unusable',
    500,
    `The data folder ${path} can't be written (${messageOf(cause)}). Make it writable, or name another with HATCHERY_DATA.`,
    { cause },
  )

/**
 * With its parents. Node's own `recursive` tries again and again where a file system answers ENOENT
 * to what it will not make, as /proc does: the process hangs instead of saying so.
 */
const makeFolder = (path: string): void => {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o750 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** Makes the folder where it is missing and reads, or draws, its instance id. */
export const openDataFolder = (path: string, random: Random): DataFolder => {
  try {
    makeFolder(path)
    const file = join(path, 'instance')
    try {
      // Two processes on a fresh folder: the first writes, both read the same.
      writeFileSync(file, newId(random).slice(0, 8), { flag: 'wx' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    return { path, instance: readFileSync(file, 'utf8').trim() }
  } catch (error) {
    throw unusable(path, error)
  }
}

/**
 * Makes this process the folder's only server. The lock is SQLite's own on a file of its own, so
 * the kernel lets go of it however the process ends: no stale lock after `kill -9`.
 * Throws `already-running` (409) when another server holds it.
 */
export const lockDataFolder = (folder: DataFolder): Disposable => {
  const file = join(folder.path, 'server.lock')
  let database: Libsql.Database | null = null
  try {
    database = new Libsql(file)
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database?.close()
    if (/locked|busy/i.test(messageOf(error))) {
      throw new AppError(
        'already-running',
        409,
        `Another Hatchery already serves the data folder ${folder.path}. Stop it, or name another folder with HATCHERY_DATA.`,
      )
    }
    throw unusable(folder.path, error)
  }
  const held = database
  return { dispose: () => held.close() }
}
