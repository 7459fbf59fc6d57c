import { createContext, type ParentProps, useContext } from 'solid-js'
import { createTheme, type ThemeControl } from './theme-control.ts'

const ThemeContext = createContext<ThemeControl>()

export const ThemeProvider = (props: ParentProps) => (
  <ThemeContext.Provider value={createTheme()}>{props.children}</ThemeContext.Provider>
)

/** The theme in use (terminals need its colours) and the choice of it. */
export const useTheme = (): ThemeControl => {
  const control = useContext(ThemeContext)
  if (!control) throw new Error('useTheme needs a ThemeProvider above it')
  return control
}
