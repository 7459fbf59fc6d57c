import type { Terminal } from '@xterm/xterm'
import type { Screen } from './screen.ts'

/** Replays into a page's xterm. `onSize` hears of every size, to fit the font. */
export const xtermScreen = (
  term: Terminal,
  onSize: (size: { cols: number; rows: number }) => void,
): Screen => {
  const write = (data: string) => new Promise<void>(resolve => term.write(data, resolve))
  const resize = async (cols: number, rows: number) => {
    if (cols !== term.cols || rows !== term.rows) term.resize(cols, rows)
    onSize({ cols, rows })
  }
  return {
    write,
    resize,
    async reset(cols, rows, data) {
      term.reset()
      await resize(cols, rows)
      await write(data)
    },
  }
}
