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

/** On top of the font's own line; together about 1.5 × the font's size, as on the reference screens. */
const LINE_HEIGHT = 1.15

/** A cell's height for its font's size: JetBrains Mono's own line is 1.32. */
export const CELL_HEIGHT = 1.32 * LINE_HEIGHT

/** The width of a cell of the terminal's font, in CSS pixels: all its characters are as wide as W. */
export const cellWidth = (fontSize: number): number => {
  const context = document.createElement('canvas').getContext('2d')
  if (!context) return fontSize * 0.6
  context.font = `100px ${FONT}`
  return (context.measureText('W').width * fontSize) / 100
}

/** The WebGL renderer cuts cells to whole device pixels, which squeezes letters; this evens it out. */
const webglSpacing = (fontSize: number): number => {
  const width = cellWidth(fontSize) * window.devicePixelRatio
  return Math.round(width) - Math.floor(width)
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
    lineHeight: LINE_HEIGHT,
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
  let drawsWithWebgl = false
  const setFontSize = (fontSize: number) => {
    term.options.fontSize = fontSize
    term.options.letterSpacing = drawsWithWebgl ? webglSpacing(fontSize) : 0
  }
  /** The font must be there before cells are measured. */
  const open = async (parent: HTMLElement, isStale: () => boolean) => {
    await document.fonts.load(`${options.fontSize}px 'JetBrains Mono Variable'`).catch(() => [])
    if (isStale()) return
    term.open(parent)
    drawsWithWebgl = useWebgl(term, () => {
      drawsWithWebgl = false
      setFontSize(term.options.fontSize ?? options.fontSize)
    })
    setFontSize(term.options.fontSize ?? options.fontSize)
  }
  return { term, fit, search, open, setFontSize }
}

export type Xterm = ReturnType<typeof createXterm>

/** Draws on the graphics card where there is one; the DOM renderer is what remains without it. */
const useWebgl = (term: Terminal, onLost: () => void): boolean => {
  try {
    const webgl = new WebglAddon()
    webgl.onContextLoss(() => {
      webgl.dispose()
      onLost()
    })
    term.loadAddon(webgl)
    return true
  } catch {
    // No WebGL 2 here: xterm goes on with its DOM renderer.
    return false
  }
}
