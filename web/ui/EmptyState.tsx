import { type JSX, Show } from 'solid-js'
import { Icon, type IconType } from './Icon.tsx'
import './states.css'

/** Nothing here yet: says why, and teaches the next step. */
export const EmptyState = (props: {
  icon: IconType
  title: string
  children: JSX.Element
  actions?: JSX.Element
}) => (
  <div class="state">
    <Icon of={props.icon} size={28} />
    <h2 class="state-title">{props.title}</h2>
    <p class="state-text">{props.children}</p>
    <Show when={props.actions}>
      <div class="state-actions">{props.actions}</div>
    </Show>
  </div>
)
