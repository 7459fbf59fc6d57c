import { type JSX, Show } from 'solid-js'
import './chip.css'
import { Icon, type IconType } from './Icon.tsx'

export type Tone = 'neutral' | 'pass' | 'fail' | 'wait' | 'info' | 'accent'

/** A state in words; its colour only repeats them. */
export const Chip = (props: {
  tone?: Tone
  /** In the tone's colour, or in another: a red dot on a neutral chip says that it is live. */
  dot?: boolean | Tone
  icon?: IconType
  title?: string
  children: JSX.Element
}) => (
  <span class={`chip chip-${props.tone ?? 'neutral'}`} title={props.title}>
    <Show when={props.dot}>
      <span class={props.dot === true ? 'dot' : `dot dot-${props.dot}`} />
    </Show>
    <Show when={props.icon}>{of => <Icon of={of()} size={13} />}</Show>
    {props.children}
  </span>
)
