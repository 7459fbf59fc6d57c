import { Tooltip as K } from '@kobalte/core/tooltip'
import type { JSX, ParentProps } from 'solid-js'
import './tooltip.css'

/**
 * A hint on hover and focus. Its words must be in the trigger's accessible name too, since touch
 * screens show no tooltip.
 *
 * @example <Tooltip text="Close"><TooltipTrigger as="button" aria-label="Close" /></Tooltip>
 */
export const Tooltip = (
  props: ParentProps<{
    text: JSX.Element
    placement?: 'top' | 'bottom' | 'right' | 'left'
    disabled?: boolean
  }>,
) => (
  <K
    placement={props.placement ?? 'bottom'}
    gutter={6}
    openDelay={350}
    closeDelay={60}
    disabled={props.disabled}
  >
    {props.children}
    <K.Portal>
      <K.Content class="tooltip">{props.text}</K.Content>
    </K.Portal>
  </K>
)

/** The element that has the hint; `as` says what it is. */
export const TooltipTrigger = K.Trigger
