import { createEffect, createSignal, on, onCleanup, onMount, Show } from 'solid-js'
import type { TerminalMode, TerminalState, TerminalView } from '../../server/terminals/view.ts'
import { copyText } from '../ui/clipboard.ts'
import { useTheme } from '../ui/Theme.tsx'
import { showToast } from '../ui/Toast.tsx'
import { connectTerminal } from './connection.ts'
import { mayTakeFocus } from './focus.ts'
import { commandOf, type TerminalCommand } from './keys.ts'
import { SearchBar } from './SearchBar.tsx'
import { StatusLine } from './StatusLine.tsx'
import type { TerminalSettings } from './settings.ts'
import { TerminalMenu } from './TerminalMenu.tsx'
import { createXterm, terminalTheme } from './xterm.ts'
import './terminal.css'

/** A window being dragged resizes many times a second; a shell redraws on each. */
const RESIZE_MS = 80

export type PaneProps = {
  terminal: TerminalView
  mode: TerminalMode
  settings: TerminalSettings
  /** On the screen now; a hidden terminal stays connected and loses nothing. */
  visible: boolean
  /** Has the focus among the shown ones. */
  active: boolean
  /** The second of two panes. */
  after: boolean
  onActive: () => void
  onSplit: () => void
  /** The keyboard leaves the terminal. */
  onLeave: () => void
  onState?: (state: TerminalState) => void
}

/** One live terminal with its search and status line. */
export const TerminalPane = (props: PaneProps) => {
  const { theme } = useTheme()
  const xterm = createXterm({
    fontSize: props.settings.fontSize(),
    scrollback: 10_000,
    readOnly: props.mode === 'observe',
    screenReader: props.settings.screenReader(),
  })
  const { term } = xterm
  const connection = connectTerminal(xterm, props.terminal, props.mode)
  const [searching, setSearching] = createSignal(false)
  const [opened, setOpened] = createSignal(false)
  let box: HTMLDivElement | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let gone = false

  const refit = () => {
    if (props.visible && opened() && props.mode === 'own') xterm.fit.fit()
  }
  /** A watched terminal has no use for the keyboard. */
  const takeFocus = () => {
    const mayTake = props.active && props.mode === 'own' && mayTakeFocus(document.activeElement)
    if (mayTake) term.focus()
  }
  const fitSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(refit, RESIZE_MS)
  }

  const copy = async () => {
    if (!term.hasSelection()) return
    if (await copyText(term.getSelection())) return
    showToast('error', 'Not copied', 'The browser allows no copying here; that needs https.')
  }
  const paste = async () => {
    const text = await navigator.clipboard?.readText().catch(() => null)
    if (text) term.paste(text)
    else showToast('info', 'Nothing was pasted', 'Allow the clipboard, or press Ctrl Shift V.')
  }
  const run = (command: TerminalCommand) => {
    if (command === 'copy') void copy()
    else if (command === 'paste') void paste()
    else if (command === 'search') setSearching(true)
    else if (command === 'split') props.onSplit()
    else if (command === 'leave') props.onLeave()
    else props.settings[command]()
  }

  term.attachCustomKeyEventHandler(event => {
    const command = commandOf(event)
    if (command === null) return true
    // The browser pastes by itself on this key, without asking for the clipboard.
    if (command === 'paste') return false
    event.preventDefault()
    event.stopPropagation()
    if (event.type === 'keydown') run(command)
    return false
  })

  onMount(async () => {
    if (!box) return
    await xterm.open(box, () => gone)
    if (gone) return
    setOpened(true)
    term.textarea?.addEventListener('focus', () => props.onActive())
    refit()
    if (props.visible) takeFocus()
  })
  const observer = new ResizeObserver(fitSoon)
  onMount(() => box && observer.observe(box))
  onCleanup(() => {
    gone = true
    clearTimeout(timer)
    observer.disconnect()
    term.dispose()
  })

  createEffect(on(theme, () => (term.options.theme = terminalTheme()), { defer: true }))
  createEffect(() => {
    xterm.setFontSize(props.settings.fontSize())
    refit()
  })
  createEffect(() => {
    term.options.screenReaderMode = props.settings.screenReader()
  })
  createEffect(() => {
    if (!props.visible || !opened()) return
    refit()
    takeFocus()
  })
  createEffect(() => {
    const state = connection.state()
    if (state) props.onState?.(state)
  })

  return (
    <section
      class="term-pane"
      classList={{ 'term-pane-active': props.active, 'term-pane-after': props.after }}
      hidden={!props.visible}
      aria-label={`Terminal ${props.terminal.n}, ${props.terminal.login}@${props.terminal.host}`}
    >
      <Show when={searching()}>
        <SearchBar
          search={xterm.search}
          onClose={() => {
            setSearching(false)
            term.focus()
          }}
        />
      </Show>
      <TerminalMenu
        settings={props.settings}
        canType={props.mode === 'own'}
        run={run}
        onSelectAll={() => term.selectAll()}
      >
        <div class="term-screen" ref={box} />
      </TerminalMenu>
      <StatusLine connection={connection} mode={props.mode} run={run} />
    </section>
  )
}
