import { type Accessor, createSignal } from 'solid-js'

const PREFIX = 'hatchery:draft:'

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
  const key = PREFIX + name
  const [text, setText] = createSignal(read(key) ?? initial)
  const write = (next: string) => {
    setText(next)
    keep(key, next === initial ? null : next)
  }
  const sent = () => {
    setText(initial)
    keep(key, null)
  }
  return [text, write, sent]
}

const read = (key: string): string | null => {
  try {
    return localStorage.getItem(key)
  } catch {
    // Storage is blocked: the text lives as long as the page.
    return null
  }
}

const keep = (key: string, text: string | null): void => {
  try {
    if (text === null) localStorage.removeItem(key)
    else localStorage.setItem(key, text)
  } catch {
    // Storage is blocked or full: the text lives as long as the page.
  }
}

/** On signing out: another person may use this browser next. */
export const forgetDrafts = (): void => {
  try {
    const keys = Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i))
    for (const key of keys) if (key?.startsWith(PREFIX)) localStorage.removeItem(key)
  } catch {
    // Storage is blocked: nothing was kept.
  }
}
