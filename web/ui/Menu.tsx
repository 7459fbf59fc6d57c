import { DropdownMenu as K } from '@kobalte/core/dropdown-menu'
import Check from 'lucide-solid/icons/check'
import { For, type JSX, Show } from 'solid-js'
import { Icon, type IconType } from './Icon.tsx'
import './menu.css'

/** A button that opens a menu. `label` names the button when its content is only a picture. */
export const Menu = (props: {
  trigger: JSX.Element
  label?: string
  class?: string
  placement?: 'bottom-start' | 'bottom-end' | 'right-end' | 'top-start' | 'top-end'
  children: JSX.Element
}) => (
  <K placement={props.placement ?? 'bottom-end'} gutter={6}>
    <K.Trigger class={props.class ?? 'btn btn-quiet btn-md btn-icon'} aria-label={props.label}>
      {props.trigger}
    </K.Trigger>
    <K.Portal>
      <K.Content class="menu">{props.children}</K.Content>
    </K.Portal>
  </K>
)

export const MenuItem = (props: {
  onSelect: () => void
  icon?: IconType
  danger?: boolean
  disabled?: boolean
  children: JSX.Element
}) => (
  <K.Item
    class="menu-item"
    classList={{ 'menu-danger': props.danger ?? false }}
    onSelect={props.onSelect}
    disabled={props.disabled}
  >
    <Show when={props.icon}>{of => <Icon of={of()} />}</Show>
    {props.children}
  </K.Item>
)

export const MenuSeparator = () => <K.Separator class="menu-line" />

export const MenuLabel = (props: { children: JSX.Element }) => (
  <div class="menu-label">{props.children}</div>
)

/** One of several: the chosen one carries a tick. */
export const MenuChoice = <T extends string>(props: {
  label: string
  value: T
  options: readonly { value: T; label: string; icon?: IconType; disabled?: boolean }[]
  onChange: (value: T) => void
}) => (
  <K.Group>
    <K.GroupLabel class="menu-label">{props.label}</K.GroupLabel>
    <K.RadioGroup value={props.value} onChange={value => props.onChange(value as T)}>
      <For each={props.options}>
        {option => (
          <K.RadioItem class="menu-item" value={option.value} disabled={option.disabled}>
            <Show when={option.icon}>{of => <Icon of={of()} />}</Show>
            <span class="menu-grow">{option.label}</span>
            <K.ItemIndicator>
              <Icon of={Check} size={14} />
            </K.ItemIndicator>
          </K.RadioItem>
        )}
      </For>
    </K.RadioGroup>
  </K.Group>
)
