export type ReplayCommand =
  | { readonly do: 'toggle' }
  | { readonly do: 'seekBy'; readonly ms: number }
  | { readonly do: 'seekTo'; readonly end: 'start' | 'end' }
  | { readonly do: 'step'; readonly by: 1 | -1 }
  | { readonly do: 'faster'; readonly by: 1 | -1 }
  | { readonly do: 'skipIdle' }
  | { readonly do: 'comment' }
  | { readonly do: 'search' }
  | { readonly do: 'help' }

/** The keys of a replay, as its help shows them. */
export const SHORTCUTS: readonly (readonly [string, string])[] = [
  ['Space', 'Play or pause'],
  ['← →', 'Back or forward 5 seconds'],
  ['Shift ← →', 'Back or forward 30 seconds'],
  [', .', 'One change of the screen back or forward'],
  ['Home End', 'To the start or the end'],
  ['< >', 'Slower or faster'],
  ['i', 'Skip idle time, or not'],
  ['/', 'Search in the terminal'],
  ['c', 'Comment on this moment'],
  ['?', 'This help'],
]

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

const arrow = (direction: 1 | -1, shift: boolean): ReplayCommand => ({
  do: 'seekBy',
  ms: direction * (shift ? 30_000 : 5_000),
})

/** What a key means to a replay; null when it means nothing. */
export const shortcutOf = ({
  key,
  ctrlKey,
  metaKey,
  altKey,
  shiftKey,
}: Key): ReplayCommand | null => {
  if (ctrlKey || metaKey || altKey) return null
  switch (key) {
    case ' ':
      return { do: 'toggle' }
    case 'ArrowLeft':
      return arrow(-1, shiftKey)
    case 'ArrowRight':
      return arrow(1, shiftKey)
    case '.':
      return { do: 'step', by: 1 }
    case ',':
      return { do: 'step', by: -1 }
    case 'Home':
      return { do: 'seekTo', end: 'start' }
    case 'End':
      return { do: 'seekTo', end: 'end' }
    case '<':
      return { do: 'faster', by: -1 }
    case '>':
      return { do: 'faster', by: 1 }
    case 'i':
      return { do: 'skipIdle' }
    case 'c':
      return { do: 'comment' }
    case '/':
      return { do: 'search' }
    case '?':
      return { do: 'help' }
    default:
      return null
  }
}

/** Where keys type, choose or press something of their own. */
const OWN_KEYS = 'input, textarea, select, [contenteditable], [role=dialog], [role=menu]'
const OWN_SPACE = 'button:not([role=tab][aria-selected=true]), a'
const OWN_MOVES = '[role=tablist], [role=radiogroup]'
const MOVES = ['ArrowLeft', 'ArrowRight', 'Home', 'End']

/** Whether a key at this element belongs to the element and not to the replay. */
export const isTakenBy = (target: Element, key: string): boolean => {
  if (target.closest(OWN_KEYS)) return true
  if (key === ' ') return target.closest(OWN_SPACE) !== null
  return MOVES.includes(key) && target.closest(OWN_MOVES) !== null
}
