import { createSignal, onCleanup } from 'solid-js'

export type ThemeChoice = 'system' | 'dark' | 'light'
export type Theme = 'dark' | 'light'

/** web/public/theme.js reads the same key before the first paint. */
const KEY = 'hatchery:theme'

export const themeOf = (choice: ThemeChoice, systemIsLight: boolean): Theme => {
  if (choice === 'system') return systemIsLight ? 'light' : 'dark'
  return choice
}

const isChoice = (value: unknown): value is ThemeChoice =>
  value === 'system' || value === 'dark' || value === 'light'

const stored = (): ThemeChoice => {
  try {
    const value = localStorage.getItem(KEY)
    return isChoice(value) ? value : 'system'
  } catch {
    // Storage is blocked: the system's theme it is.
    return 'system'
  }
}

/** The theme in use and the member's choice; follows the system while that is the choice. */
export const createTheme = () => {
  const system = matchMedia('(prefers-color-scheme: light)')
  const [choice, setChoice] = createSignal(stored())
  const [systemIsLight, setSystemIsLight] = createSignal(system.matches)
  const onChange = (event: MediaQueryListEvent) => {
    setSystemIsLight(event.matches)
    apply()
  }
  system.addEventListener('change', onChange)
  onCleanup(() => system.removeEventListener('change', onChange))

  const theme = () => themeOf(choice(), systemIsLight())
  const apply = () => {
    document.documentElement.dataset.theme = theme()
  }
  const choose = (next: ThemeChoice) => {
    setChoice(next)
    apply()
    try {
      localStorage.setItem(KEY, next)
    } catch {
      // Storage is blocked: the choice holds until the page is closed.
    }
  }
  return { theme, choice, choose }
}

export type ThemeControl = ReturnType<typeof createTheme>
