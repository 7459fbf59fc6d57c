import { A, useLocation } from '@solidjs/router'
import PanelLeftClose from 'lucide-solid/icons/panel-left-close'
import PanelLeftOpen from 'lucide-solid/icons/panel-left-open'
import Search from 'lucide-solid/icons/search'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { Icon, type IconType } from '../ui/Icon.tsx'
import { readStored, writeStored } from '../ui/stored.ts'
import { Tooltip, TooltipTrigger } from '../ui/Tooltip.tsx'
import { DESTINATIONS, destinationOf, isFocusPage } from './destinations.ts'
import { commandKey } from './keyboard.ts'
import { MemberMenu } from './MemberMenu.tsx'
import { RunningLab } from './RunningLab.tsx'
import './rail.css'
import { useCan } from './Session.tsx'

/** Where one can go. Icons with labels; icons alone where a page wants the room; a bar on phones. */
export const Rail = (props: { onSearch: () => void }) => {
  const can = useCan()
  const location = useLocation()
  const [narrow, setNarrow] = createSignal(readStored('rail') === 'narrow')
  const folded = () => narrow() || isFocusPage(location.pathname)
  const toggle = () => {
    setNarrow(!narrow())
    writeStored('rail', narrow() ? 'narrow' : null)
  }
  const here = (href: string) => destinationOf(location.pathname) === href
  return (
    <nav class="rail" classList={{ 'rail-folded': folded() }} aria-label="Main">
      <A class="rail-brand" href="/" aria-label="Hatchery, to your path">
        <img src="/favicon.svg" alt="" width="24" height="24" />
        <span class="rail-label">Hatchery</span>
      </A>
      <RailAction
        icon={Search}
        label="Search"
        hint={commandKey('K')}
        folded={folded()}
        onClick={props.onSearch}
      />
      <For each={DESTINATIONS.filter(destination => can(destination.needs))}>
        {destination => (
          <Tooltip text={destination.label} placement="right" disabled={!folded()}>
            <TooltipTrigger
              as={A}
              href={destination.href}
              class="rail-item"
              classList={{ 'rail-here': here(destination.href) }}
              aria-current={here(destination.href) ? 'page' : undefined}
            >
              <Icon of={destination.icon} size={18} />
              <span class="rail-label">{destination.label}</span>
            </TooltipTrigger>
          </Tooltip>
        )}
      </For>
      <RunningLab folded={folded()} />
      <span class="rail-space" />
      <Show when={!isFocusPage(location.pathname)}>
        <RailAction
          icon={narrow() ? PanelLeftOpen : PanelLeftClose}
          label={narrow() ? 'Show labels' : 'Hide labels'}
          folded={folded()}
          onClick={toggle}
        />
      </Show>
      <MemberMenu onSearch={props.onSearch} folded={folded()} />
    </nav>
  )
}

const RailAction = (props: {
  icon: IconType
  label: string
  hint?: JSX.Element
  folded: boolean
  onClick: () => void
}) => (
  <Tooltip text={props.label} placement="right" disabled={!props.folded}>
    <TooltipTrigger
      as="button"
      type="button"
      class="rail-item rail-action"
      aria-label={props.label}
      onClick={() => props.onClick()}
    >
      <Icon of={props.icon} size={18} />
      <span class="rail-label">{props.label}</span>
      <Show when={props.hint}>
        <kbd class="rail-hint">{props.hint}</kbd>
      </Show>
    </TooltipTrigger>
  </Tooltip>
)
