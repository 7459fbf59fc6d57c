import { Tabs as K } from '@kobalte/core/tabs'
import { For, type JSX, Show } from 'solid-js'
import './tabs.css'

export type TabItem = {
  value: string
  label: string
  count?: number
  content: () => JSX.Element
}

export const Tabs = (props: {
  label: string
  items: readonly TabItem[]
  value?: string
  onChange?: (value: string) => void
}) => (
  <K class="tabs" value={props.value} onChange={props.onChange}>
    <K.List class="tabs-list" aria-label={props.label}>
      <For each={props.items}>
        {item => (
          <K.Trigger class="tabs-tab" value={item.value}>
            {item.label}
            <Show when={item.count !== undefined}>
              <span class="tabs-count">{item.count}</span>
            </Show>
          </K.Trigger>
        )}
      </For>
    </K.List>
    <For each={props.items}>
      {item => (
        <K.Content class="tabs-content" value={item.value}>
          {item.content()}
        </K.Content>
      )}
    </For>
  </K>
)
