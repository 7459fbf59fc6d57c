import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { WebglAddon } from '@xterm/addon-webgl'
import { type ITheme, Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'

const token = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** The terminal is dark in both themes; only the accent follows. Colours from the reference screens. */
export const terminalTheme = (): ITheme => ({
  background: token('--term-bg'),
  foreground: token('--term-fg'),
  cursor: token('--accent'),
  cursorAccent: token('--term-bg'),
  selectionBackground: '#3c5a7d88',
  scrollbarSliderBackground: '#ffffff1f',
  scrollbarSliderHoverBackground: '#ffffff33',
  scrollbarSliderActiveBackground: '#ffffff40',
  black: '#20262b',
  red: '#f28b8e',
  green: '#7bd0a3',
  yellow: '#e3bd71',
  blue: '#82b7f0',
  magenta: '#cfa2e8',
  cyan: '#76cdd6',
  white: '#d7dbde',
  brightBlack: '#7d868e',
  brightRed: '#ff9ea1',
  brightGreen: '#97e4bb',
  brightYellow: '#f3d38f',
  brightBlue: '#a3cbf7',
  brightMagenta: '#dfbdf1',
  brightCyan: '#98e0e7',
  brightWhite: '#ffffff',
})

const FONT =
  "'JetBrains Mono Variable', 'JetBrains Mono', ui-monospace, 'DejaVu Sans Mono', monospace"

export type XtermOptions = {
  readonly fontSize: number
  readonly scrollback: number
  /** Nothing that is typed goes anywhere. */
  readonly readOnly: boolean
  readonly screenReader: boolean
}

/** xterm.js as live terminals and replays share it, so that both look alike. */
export const createXterm = (options: XtermOptions) => {
  const term = new Terminal({
    allowProposedApi: true,
    cursorBlink: false,
    cursorInactiveStyle: options.readOnly ? 'none' : 'outline',
    disableStdin: options.readOnly,
    fontFamily: FONT,
    fontSize: options.fontSize,
    lineHeight: 1.4,
    minimumContrastRatio: 4.5,
    screenReaderMode: options.screenReader,
    scrollback: options.scrollback,
    theme: terminalTheme(),
  })
  const fit = new FitAddon()
  const search = new SearchAddon({ highlightLimit: 1_000 })
  term.loadAddon(fit)
  term.loadAddon(search)
  term.loadAddon(new Unicode11Addon())
  term.unicode.activeVersion = '11'
  term.loadAddon(
    new WebLinksAddon((_event, uri) => {
      window.open(uri, '_blank', 'noopener,noreferrer')
    }),
  )
  /** The font must be there before cells are measured. */
  const open = async (parent: HTMLElement, isStale: () => boolean) => {
    await document.fonts.load(`${options.fontSize}px 'JetBrains Mono Variable'`).catch(() => [])
    if (isStale()) return
    term.open(parent)
    useWebgl(term)
  }
  return { term, fit, search, open }
}

export type Xterm = ReturnType<typeof createXterm>

/** Draws on the graphics card where there is one; the DOM renderer is what remains without it. */
const useWebgl = (term: Terminal): void => {
  try {
    const webgl = new WebglAddon()
    webgl.onContextLoss(() => webgl.dispose())
    term.loadAddon(webgl)
  } catch {
    // No WebGL 2 here: xterm goes on with its DOM renderer.
  }
}
