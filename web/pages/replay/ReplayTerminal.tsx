import { createEffect, createSignal, on, onCleanup, onMount, Show } from 'solid-js'
import { xtermScreen } from '../../replay/xterm-screen.ts'
import { SearchBar } from '../../terminal/SearchBar.tsx'
import '../../terminal/terminal.css'
import { CELL_HEIGHT, cellWidth, createXterm, terminalTheme } from '../../terminal/xterm.ts'
import { useTheme } from '../../ui/Theme.tsx'
import type { ReplayControl } from './controller.ts'

/** CSS pixels: about as live, smaller where the recorded screen is larger than the page. */
const FONT = { least: 6.5, most: 15, step: 0.5 }

/** The largest font with which the whole screen fits, its cells being whole device pixels. */
const fontFor = (room: { width: number; height: number }, cols: number, rows: number): number => {
  const pixels = window.devicePixelRatio
  const cell = cellWidth(1) * pixels
  let size = FONT.most
  while (size > FONT.least) {
    const width = (cols * Math.round(size * cell)) / pixels
    if (width <= room.width && rows * size * CELL_HEIGHT <= room.height) break
    size -= FONT.step
  }
  return size
}

/** One recorded terminal; never answers what programs ask of a terminal, since nobody reads it. */
export const ReplayTerminal = (props: { replay: ReplayControl; n: number }) => {
  const { theme } = useTheme()
  const xterm = createXterm({
    fontSize: FONT.most,
    scrollback: 5_000,
    readOnly: true,
    screenReader: false,
  })
  const { term } = xterm
  const [size, setSize] = createSignal({ cols: term.cols, rows: term.rows })
  const [room, setRoom] = createSignal({ width: 0, height: 0 })
  let frame: HTMLDivElement | undefined
  let box: HTMLDivElement | undefined
  let gone = false

  const observer = new ResizeObserver(([entry]) => {
    if (entry) setRoom({ width: entry.contentRect.width, height: entry.contentRect.height })
  })
  onMount(async () => {
    if (!box || !frame) return
    observer.observe(frame)
    await xterm.open(box, () => gone)
    if (gone) return
    const attached = props.replay.player()?.attach(props.n, xtermScreen(term, setSize))
    if (attached) detach = () => attached.dispose()
  })
  let detach = () => {}
  onCleanup(() => {
    gone = true
    observer.disconnect()
    detach()
    term.dispose()
  })

  createEffect(() => {
    const { width, height } = room()
    const { cols, rows } = size()
    if (width === 0) return
    xterm.setFontSize(fontFor({ width, height }, cols, rows))
  })
  createEffect(on(theme, () => (term.options.theme = terminalTheme()), { defer: true }))

  return (
    <>
      <Show when={props.replay.searching()}>
        <SearchBar search={xterm.search} onClose={() => props.replay.setSearching(false)} />
      </Show>
      <div class="replay-frame" ref={frame}>
        <div ref={box} />
      </div>
    </>
  )
}
