/** Which terminals are shown: one, or two side by side. Ids of terminals; pure. */
export type Layout = {
  readonly left: string | null
  readonly right: string | null
  /** The pane that has, or last had, the focus. */
  readonly focus: 'left' | 'right'
}

export const EMPTY: Layout = { left: null, right: null, focus: 'left' }

export const shownIn = (layout: Layout): string | null => layout[layout.focus]

/** A chosen terminal takes the focused pane; if the other shows it already, the focus goes there. */
export const select = (layout: Layout, id: string): Layout => {
  if (layout.left === id) return { ...layout, focus: 'left' }
  if (layout.right === id) return { ...layout, focus: 'right' }
  if (layout.focus === 'right' && layout.right !== null) return { ...layout, right: id }
  return { ...layout, left: id, focus: 'left' }
}

/** Shows `id` beside what is shown now. */
export const splitWith = (layout: Layout, id: string): Layout =>
  layout.left === null || layout.left === id
    ? select(layout, id)
    : { left: layout.left, right: id, focus: 'right' }

/** Back to one pane: the focused one stays. */
export const unsplit = (layout: Layout): Layout => ({
  left: shownIn(layout),
  right: null,
  focus: 'left',
})

/** Drops what is no longer there and shows the newest instead. */
export const reconcile = (layout: Layout, ids: readonly string[]): Layout => {
  const known = (id: string | null) => (id !== null && ids.includes(id) ? id : null)
  const [left, right] = [known(layout.left), known(layout.right)]
  if (left === null && right === null) return { ...EMPTY, left: ids.at(-1) ?? null }
  if (left === null) return { left: right, right: null, focus: 'left' }
  return { left, right, focus: right === null ? 'left' : layout.focus }
}

/** Reads a stored layout; anything else is none. */
export const parseLayout = (text: string | null): Layout => {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    if (typeof value !== 'object' || value === null) return EMPTY
    const { left, right, focus } = value as Record<string, unknown>
    const id = (given: unknown) => (typeof given === 'string' ? given : null)
    return { left: id(left), right: id(right), focus: focus === 'right' ? 'right' : 'left' }
  } catch {
    return EMPTY
  }
}
