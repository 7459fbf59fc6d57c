import Columns2 from 'lucide-solid/icons/columns-2'
import Plus from 'lucide-solid/icons/plus'
import Square from 'lucide-solid/icons/square'
import SquareTerminal from 'lucide-solid/icons/square-terminal'
import { For, Match, Show, Switch } from 'solid-js'
import type { TerminalState, TerminalView } from '../../server/terminals/view.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Menu, MenuItem, MenuLabel } from '../ui/Menu.tsx'
import { createTerminalSettings } from './settings.ts'
import { TerminalPane } from './TerminalPane.tsx'
import { TerminalTab } from './TerminalTab.tsx'
import { createTerminals } from './terminals.ts'
import './terminal.css'

/** The terminals of a lab in tabs, one or two shown; what is open survives a reload. */
export const TerminalTabs = (props: {
  labId: string
  hosts: readonly { name: string; role: string }[]
  /** The lab is the asking member's own; otherwise they watch. */
  canType: boolean
  /** Who watches, as the shown terminal's server tells. */
  onState?: (state: TerminalState) => void
}) => {
  const settings = createTerminalSettings()
  const terminals = createTerminals(props)
  const { layout } = terminals
  const isShown = (id: string) => layout().left === id || layout().right === id
  const isActive = (id: string) => layout()[layout().focus] === id
  let strip: HTMLDivElement | undefined

  /** The keyboard goes on to the neighbour of a closed tab, if it was on that tab. */
  const close = async (terminal: TerminalView) => {
    const hadFocus = strip?.contains(document.activeElement) ?? false
    const at = terminals.list().findIndex(({ id }) => id === terminal.id)
    await terminals.close(terminal.id)
    if (!hadFocus || terminals.list().some(({ id }) => id === terminal.id)) return
    const tabs = strip?.querySelectorAll<HTMLElement>('[role=tab]') ?? []
    tabs[Math.min(at, tabs.length - 1)]?.focus()
  }

  /** Out of the terminal: to the tab that belongs to it. */
  const leave = () => strip?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus()

  return (
    <div class="term">
      <div class="term-bar">
        <div class="term-strip" role="tablist" aria-label="Terminals" ref={strip}>
          <For each={terminals.list()}>
            {terminal => (
              <TerminalTab
                terminal={terminal}
                siblings={terminals.list()}
                selected={isActive(terminal.id)}
                shown={isShown(terminal.id)}
                closable={props.canType}
                onSelect={() => terminals.select(terminal.id)}
                onClose={() => void close(terminal)}
              />
            )}
          </For>
        </div>
        <Show when={props.canType}>
          <Show
            when={props.hosts.length > 1}
            fallback={
              <IconButton
                icon={Plus}
                size="sm"
                label="Open another terminal"
                onClick={() => void terminals.open()}
              />
            }
          >
            <Menu
              label="Open another terminal"
              class="btn btn-quiet btn-sm btn-icon"
              placement="bottom-start"
              trigger={<Icon of={Plus} />}
            >
              <MenuLabel>Open a terminal on</MenuLabel>
              <For each={props.hosts}>
                {host => (
                  <MenuItem onSelect={() => void terminals.open(host.name)}>
                    <span class="menu-grow">{host.name}</span>
                    <span class="faint">{host.role}</span>
                  </MenuItem>
                )}
              </For>
            </Menu>
          </Show>
        </Show>
        <span class="term-bar-end">
          <IconButton
            icon={layout().right ? Square : Columns2}
            size="sm"
            label={layout().right ? 'One pane' : 'Two panes side by side'}
            disabled={!props.canType && terminals.list().length < 2}
            onClick={() => void terminals.split()}
          />
        </span>
      </div>
      <div class="term-panes" classList={{ 'term-panes-two': layout().right !== null }}>
        <For each={terminals.list()}>
          {terminal => (
            <TerminalPane
              terminal={terminal}
              mode={props.canType ? 'own' : 'observe'}
              settings={settings}
              visible={isShown(terminal.id)}
              active={isActive(terminal.id)}
              after={layout().right === terminal.id}
              onActive={() => terminals.select(terminal.id)}
              onSplit={() => void terminals.split()}
              onLeave={leave}
              onState={state => isActive(terminal.id) && props.onState?.(state)}
            />
          )}
        </For>
        <Show when={terminals.list().length === 0}>
          <Switch
            fallback={
              <p class="term-wait-words" role="status">
                Opening a terminal
              </p>
            }
          >
            <Match when={terminals.error()}>
              {error => <ErrorState error={error()} onRetry={terminals.retry} />}
            </Match>
            <Match when={terminals.loaded() && !terminals.opening()}>
              <EmptyState
                icon={SquareTerminal}
                title="No terminal is open"
                actions={
                  <Show when={props.canType}>
                    <Button variant="primary" onClick={() => void terminals.open()}>
                      Open a terminal
                    </Button>
                  </Show>
                }
              >
                {props.canType
                  ? 'The hosts go on running. Open a terminal to go on working.'
                  : 'You will see terminals here as soon as they are opened.'}
              </EmptyState>
            </Match>
          </Switch>
        </Show>
      </div>
    </div>
  )
}
