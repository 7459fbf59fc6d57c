import { readdir } from 'node:fs/promises'
import { basename, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CommandArgs, wrongUse } from './command.ts'

const EXERCISES = fileURLToPath(new URL('../../exercises', import.meta.url))

/** What the folder of exercises holds: every folder in it is one. */
const catalogue = async (): Promise<string[]> => {
  const entries = await readdir(EXERCISES, { withFileTypes: true })
  return entries
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort()
}

/**
 * The folders of the exercises that are meant: by slug, by path for one that lies elsewhere (a word
 * with a slash), or the whole catalogue with --all.
 */
export const exerciseFolders = async ({ operands, options }: CommandArgs): Promise<string[]> => {
  const slugs = await catalogue()
  const all = options.all === true
  if (all === operands.length > 0) {
    throw wrongUse(`Name exercises, or say --all. There are ${slugs.join(', ')}.`)
  }
  return (all ? slugs : operands).map(word => {
    if (word.includes(sep)) return resolve(word)
    if (slugs.includes(word)) return join(EXERCISES, word)
    throw wrongUse(`There is no exercise "${word}". There are ${slugs.join(', ')}.`)
  })
}

/** Its slug: the folder's name. */
export const slugOf = (folder: string): string => basename(folder)
