import { SerializeAddon } from '@xterm/addon-serialize'
import { Terminal } from '@xterm/headless'
import type { KeyframeScreen } from './keyframes.ts'

/** Lines above the screen that a keyframe keeps: scrolling back works there, and it stays small. */
export const KEYFRAME_SCROLLBACK = 400

/** xterm.js without a page: for a worker, and for tests. */
export const createHeadlessScreen = (scrollback: number) => {
  const term = new Terminal({ allowProposedApi: true, scrollback, cols: 80, rows: 24 })
  const serializer = new SerializeAddon()
  // The addon is typed against the browser's Terminal; it uses only what both have.
  term.loadAddon(serializer as unknown as Parameters<Terminal['loadAddon']>[0])
  const write = (data: string) => new Promise<void>(resolve => term.write(data, resolve))
  const screen: KeyframeScreen = {
    async reset(cols, rows, data) {
      term.reset()
      term.resize(cols, rows)
      await write(data)
    },
    async resize(cols, rows) {
      term.resize(cols, rows)
    },
    write,
    serialize() {
      const { cursorX, cursorY } = term.buffer.active
      // The addon moves the cursor by steps from the last cell, one off after a full line.
      return `${serializer.serialize({ scrollback })}\x1b[${cursorY + 1};${cursorX + 1}H`
    },
    wrapPending: () => term.buffer.active.cursorX >= term.cols,
  }
  return { ...screen, term, dispose: () => term.dispose() }
}
