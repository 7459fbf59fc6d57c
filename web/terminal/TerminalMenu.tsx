import { ContextMenu as K } from '@kobalte/core/context-menu'
import { For, type JSX, Show } from 'solid-js'
import '../ui/menu.css'
import type { TerminalCommand } from './keys.ts'
import type { TerminalSettings } from './settings.ts'

const EDIT: readonly (readonly [TerminalCommand, string, string])[] = [
  ['copy', 'Copy', 'Ctrl Shift C'],
  ['paste', 'Paste', 'Ctrl Shift V'],
]

const VIEW: readonly (readonly [TerminalCommand, string, string])[] = [
  ['search', 'Search', 'Ctrl F'],
  ['split', 'Split', 'Ctrl Shift \\'],
  ['larger', 'Larger text', 'Ctrl +'],
  ['smaller', 'Smaller text', 'Ctrl −'],
]

/** What the mouse's other button offers over a terminal. */
export const TerminalMenu = (props: {
  settings: TerminalSettings
  canType: boolean
  run: (command: TerminalCommand) => void
  onSelectAll: () => void
  children: JSX.Element
}) => {
  const items = (entries: typeof EDIT) => (
    <For each={entries.filter(([command]) => props.canType || command !== 'paste')}>
      {([command, label, key]) => (
        <K.Item class="menu-item" onSelect={() => props.run(command)}>
          <span class="menu-grow">{label}</span>
          <kbd class="term-key">{key}</kbd>
        </K.Item>
      )}
    </For>
  )
  return (
    <K>
      <K.Trigger class="term-area">{props.children}</K.Trigger>
      <K.Portal>
        <K.Content class="menu">
          {items(EDIT)}
          <K.Item class="menu-item" onSelect={props.onSelectAll}>
            Select all
          </K.Item>
          <K.Separator class="menu-line" />
          {items(VIEW)}
          <K.Separator class="menu-line" />
          <K.CheckboxItem
            class="menu-item"
            checked={props.settings.screenReader()}
            onChange={props.settings.toggleScreenReader}
          >
            <span class="menu-grow">Screen reader mode</span>
            <Show when={props.settings.screenReader()}>on</Show>
          </K.CheckboxItem>
        </K.Content>
      </K.Portal>
    </K>
  )
}
