/** What a key means to the page rather than to the shell. */
export type TerminalCommand =
  | 'copy'
  | 'paste'
  | 'search'
  | 'split'
  | 'larger'
  | 'smaller'
  | 'usual'
  | 'leave'

type Key = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>

/**
 * The keys that the page takes from the terminal. Ctrl \ alone stays the shell's (it sends
 * SIGQUIT), and so does F6 (htop sorts with it). Leaving has two keys, since Windows keeps
 * Ctrl Shift Escape for itself.
 */
export const commandOf = (event: Key): TerminalCommand | null => {
  const { key, code, ctrlKey, shiftKey, altKey, metaKey } = event
  if (altKey) return null
  if (ctrlKey && !metaKey && (key === 'F6' || (shiftKey && key === 'Escape'))) return 'leave'
  if (ctrlKey && shiftKey && code === 'KeyC') return 'copy'
  if (ctrlKey && shiftKey && code === 'KeyV') return 'paste'
  if (ctrlKey && shiftKey && code === 'Backslash') return 'split'
  if (!(ctrlKey || metaKey)) return null
  if (key === '+' || key === '=') return 'larger'
  if (key === '-') return 'smaller'
  if (key === '0') return 'usual'
  return code === 'KeyF' && !shiftKey ? 'search' : null
}
