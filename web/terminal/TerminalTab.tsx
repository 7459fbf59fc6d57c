import X from 'lucide-solid/icons/x'
import { Show } from 'solid-js'
import type { TerminalView } from '../../server/terminals/view.ts'
import { Icon } from '../ui/Icon.tsx'
import { tabByArrow } from './tab-keys.ts'

/** "ada@www01", and from the second on the same host "ada@www01 · 2". */
export const tabName = (terminal: TerminalView, all: readonly TerminalView[]): string => {
  const same = all.filter(other => other.host === terminal.host).sort((a, b) => a.n - b.n)
  const place = same.findIndex(other => other.id === terminal.id) + 1
  const name = `${terminal.login}@${terminal.host}`
  return place > 1 ? `${name} · ${place}` : name
}

/** One tab; arrow keys go from tab to tab, Delete closes. */
export const TerminalTab = (props: {
  terminal: TerminalView
  siblings: readonly TerminalView[]
  selected: boolean
  shown: boolean
  closable: boolean
  onSelect: () => void
  onClose: () => void
}) => {
  const name = () => tabName(props.terminal, props.siblings)
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const next = tabByArrow(event)
    if (next) next.focus()
    else if (event.key === 'Delete' && props.closable) props.onClose()
    else return
    event.preventDefault()
  }
  return (
    <span
      class="term-tab"
      classList={{ 'term-tab-on': props.selected, 'term-tab-shown': props.shown }}
    >
      <button
        type="button"
        role="tab"
        class="term-tab-name"
        aria-selected={props.selected}
        tabIndex={props.selected ? 0 : -1}
        onClick={props.onSelect}
        onKeyDown={onKeyDown}
      >
        <span class="dot" classList={{ 'term-ok': !props.terminal.ended }} />
        {name()}
        <Show when={props.terminal.ended}> (ended)</Show>
      </button>
      <Show when={props.closable}>
        <button
          type="button"
          class="term-tab-close"
          tabIndex={-1}
          aria-label={`Close ${name()}`}
          title="Close (Delete): its shell ends"
          onClick={props.onClose}
        >
          <Icon of={X} size={12} />
        </button>
      </Show>
    </span>
  )
}
