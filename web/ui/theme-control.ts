import { createSignal, onCleanup } from 'solid-js'
import { readStored, writeStored } from './stored.ts'

export type ThemeChoice = 'system' | 'dark' | 'light'
export type Theme = 'dark' | 'light'

export const themeOf = (choice: ThemeChoice, systemIsLight: boolean): Theme => {
  if (choice === 'system') return systemIsLight ? 'light' : 'dark'
  return choice
}

const choiceOf = (stored: string | null): ThemeChoice =>
  stored === 'dark' || stored === 'light' ? stored : 'system'

/**
 * The theme in use and the member's choice; follows the system while that is the choice.
 * web/public/boot.js does the same before the first paint.
 */
export const createTheme = () => {
  const system = matchMedia('(prefers-color-scheme: light)')
  const [choice, setChoice] = createSignal(choiceOf(readStored('theme')))
  const [systemIsLight, setSystemIsLight] = createSignal(system.matches)
  const theme = () => themeOf(choice(), systemIsLight())
  const apply = () => {
    document.documentElement.dataset.theme = theme()
  }
  const onSystem = (event: MediaQueryListEvent) => {
    setSystemIsLight(event.matches)
    apply()
  }
  system.addEventListener('change', onSystem)
  onCleanup(() => system.removeEventListener('change', onSystem))

  const choose = (next: ThemeChoice) => {
    setChoice(next)
    apply()
    writeStored('theme', next)
  }
  return { theme, choice, choose }
}

export type ThemeControl = ReturnType<typeof createTheme>
