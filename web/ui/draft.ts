import { type Accessor, createSignal } from 'solid-js'
import { readStored, storedNames, writeStored } from './stored.ts'

/**
 * Text that somebody types, kept in the browser until it is sent: a reload, an expired session or a
 * closed tab loses nothing.
 *
 * @param name unique to the form and the thing it is about: `observation:<incubation id>`
 * @returns the text, its setter, and `sent`, which forgets it
 */
export const createDraft = (
  name: string,
  initial = '',
): readonly [Accessor<string>, (text: string) => void, () => void] => {
  const key = `draft:${name}`
  const [text, setText] = createSignal(readStored(key) ?? initial)
  const write = (next: string) => {
    setText(next)
    writeStored(key, next === initial ? null : next)
  }
  const sent = () => write(initial)
  return [text, write, sent]
}

/** On signing out: another person may use this browser next. */
export const forgetDrafts = (): void => {
  for (const name of storedNames('draft:')) writeStored(name, null)
}
