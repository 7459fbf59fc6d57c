import { createSignal } from 'solid-js'
import { readStored, writeStored } from '../ui/stored.ts'

const FONT_KEY = 'terminal-font'
const READER_KEY = 'terminal-reader'

const SIZES = { least: 9, usual: 13, most: 28 }

const clamp = (size: number) => Math.min(SIZES.most, Math.max(SIZES.least, size))

/** How terminals look and speak, kept in the browser. */
export const createTerminalSettings = () => {
  const stored = Number(readStored(FONT_KEY))
  const [fontSize, setFontSize] = createSignal(stored ? clamp(stored) : SIZES.usual)
  const [screenReader, setScreenReader] = createSignal(readStored(READER_KEY) === 'on')
  const setSize = (size: number) => {
    setFontSize(clamp(size))
    writeStored(FONT_KEY, String(fontSize()))
  }
  return {
    /** CSS pixels. */
    fontSize,
    larger: () => setSize(fontSize() + 1),
    smaller: () => setSize(fontSize() - 1),
    usual: () => setSize(SIZES.usual),
    /** Reads output aloud through a live region; costs speed. */
    screenReader,
    toggleScreenReader: () => {
      setScreenReader(!screenReader())
      writeStored(READER_KEY, screenReader() ? 'on' : 'off')
    },
  }
}

export type TerminalSettings = ReturnType<typeof createTerminalSettings>
