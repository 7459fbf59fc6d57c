import { onCleanup, onMount } from 'solid-js'

const isMac = () => /mac|iphone|ipad/i.test(navigator.platform)

/** How a shortcut with the platform's command key reads: "⌘K" or "Ctrl K". */
export const commandKey = (key: string): string => (isMac() ? `⌘${key}` : `Ctrl ${key}`)

/**
 * Calls `act` on Ctrl or ⌘ with `key`. A terminal keeps its own: Ctrl K cuts a shell's line; ⌘ means
 * nothing to a shell.
 */
export const createShortcut = (key: string, act: () => void): void => {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== key || event.altKey || event.shiftKey) return
    if (!(isMac() ? event.metaKey : event.ctrlKey)) return
    const inTerminal =
      event.target instanceof Element && event.target.closest('.term-screen') !== null
    if (inTerminal && event.ctrlKey) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  onMount(() => window.addEventListener('keydown', onKeyDown, true))
  onCleanup(() => window.removeEventListener('keydown', onKeyDown, true))
}
