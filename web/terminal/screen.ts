import type { TerminalMode } from '../../server/terminals/view.ts'
import type { SessionScreen } from './session-port.ts'

type Size = { readonly cols: number; readonly rows: number }

/** What is needed of an xterm, with a page or without. */
export type DrawingTerminal = {
  readonly cols: number
  readonly rows: number
  write(data: Uint8Array | string, done?: () => void): void
  resize(cols: number, rows: number): void
}

/** RIS: a terminal as new, whatever sequence the output before it was in the middle of. */
const RESET = '\x1bc'

const encoder = new TextEncoder()

/**
 * Draws a session's frames in their order. xterm takes output in when it finds time but resizes at
 * once, so a new size waits until what came before is drawn, and what comes after waits for it.
 */
export const createSessionScreen = (term: DrawingTerminal, mode: TerminalMode) => {
  let held: (() => void)[] | null = null
  /** The window's size while a snapshot's is borrowed. */
  let own: Size | null = null
  let applying = false

  const apply = ({ cols, rows }: Size): void => {
    applying = true
    term.resize(cols, rows)
    applying = false
  }

  const inOrder = (draw: () => void): void => {
    if (held) held.push(draw)
    else draw()
  }
  const whenDrawn = (act: () => void): void => {
    inOrder(() => {
      held = []
      term.write('', () => {
        const later = held ?? []
        held = null
        act()
        for (const draw of later) inOrder(draw)
      })
    })
  }

  const screen: SessionScreen = {
    output: (bytes, shown) => inOrder(() => term.write(bytes, shown)),
    snapshot: (cols, rows, drawn, shown) =>
      whenDrawn(() => {
        if (mode === 'own') own ??= { cols: term.cols, rows: term.rows }
        apply({ cols, rows })
        // As bytes, like output: so half a character before it is dropped and not completed.
        term.write(encoder.encode(RESET + drawn), () => {
          if (own) apply(own)
          own = null
          shown()
        })
      }),
    // The owner's window decides the size; who observes follows it.
    resize: (cols, rows) => {
      if (mode === 'observe') whenDrawn(() => apply({ cols, rows }))
    },
  }
  return {
    screen,
    /** To be told of every resize; true for those that the window made. */
    isOwnResize: (size: Size): boolean => {
      if (applying) return false
      if (own) own = size
      return true
    },
  }
}
