import type { JSX } from 'solid-js'
import { Dynamic } from 'solid-js/web'

/** A lucide icon's component, imported one by one: `lucide-solid/icons/play`. */
export type IconType = (props: {
  size?: number | string
  strokeWidth?: number | string
  class?: string
  'aria-hidden'?: boolean
}) => JSX.Element

/** Follows a changing `of`. Decorative always: the words beside it, or the control's label, carry the meaning. */
export const Icon = (props: { of: IconType; size?: number; class?: string }) => (
  <Dynamic
    component={props.of}
    size={props.size ?? 16}
    strokeWidth={1.7}
    class={props.class}
    aria-hidden={true}
  />
)
