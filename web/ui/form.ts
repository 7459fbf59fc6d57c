import type { Accessor } from 'solid-js'
import { createDraft } from './draft.ts'

type Fields = Record<string, string>

export type Form<T extends Fields> = {
  values: Accessor<T>
  set: (change: Partial<T>) => void
  /** Empties it and forgets the draft. */
  sent: () => void
}

const parse = (text: string): Fields => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Fields) : {}
  } catch {
    // Another version's draft: begin anew.
    return {}
  }
}

/** A form of text fields as one draft; fields that the draft lacks take their initial value. */
export const createForm = <T extends Fields>(name: string, initial: T): Form<T> => {
  const [text, setText, sent] = createDraft(name, JSON.stringify(initial))
  const values = (): T => ({ ...initial, ...parse(text()) })
  const set = (change: Partial<T>) => setText(JSON.stringify({ ...values(), ...change }))
  return { values, set, sent }
}
