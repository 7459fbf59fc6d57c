import { A } from '@solidjs/router'
import { type JSX, Show, splitProps } from 'solid-js'
import './button.css'
import { Icon, type IconType } from './Icon.tsx'
import { Tooltip, TooltipTrigger } from './Tooltip.tsx'

export type ButtonLook = {
  /** primary: the one next step of a screen. quiet: no edge. danger: ends or removes something. */
  variant?: 'primary' | 'plain' | 'quiet' | 'danger'
  size?: 'md' | 'sm'
  icon?: IconType
}

const classes = (look: ButtonLook, extra?: string) =>
  `btn btn-${look.variant ?? 'plain'} btn-${look.size ?? 'md'}${extra ? ` ${extra}` : ''}`

export type ButtonProps = ButtonLook &
  JSX.ButtonHTMLAttributes<HTMLButtonElement> & {
    /** Work is under way: shows a spinner, ignores presses, keeps the focus. */
    busy?: boolean
  }

export const Button = (props: ButtonProps) => {
  const [own, rest] = splitProps(props, [
    'variant',
    'size',
    'icon',
    'busy',
    'class',
    'children',
    'onClick',
  ])
  const onClick: JSX.EventHandler<HTMLButtonElement, MouseEvent> = event => {
    if (own.busy) {
      event.preventDefault()
      return
    }
    if (typeof own.onClick === 'function') own.onClick(event)
  }
  return (
    <button
      type="button"
      {...rest}
      class={classes(own, own.class)}
      aria-busy={own.busy || undefined}
      aria-disabled={own.busy || undefined}
      onClick={onClick}
    >
      <Show when={own.busy} fallback={<Show when={own.icon}>{of => <Icon of={of()} />}</Show>}>
        <span class="spinner" />
      </Show>
      {own.children}
    </button>
  )
}

/** A link that looks like a button: it goes somewhere, it does nothing. */
export const LinkButton = (
  props: ButtonLook & { href: string; children: JSX.Element; class?: string },
) => (
  <A href={props.href} class={classes(props, props.class)}>
    <Show when={props.icon}>{of => <Icon of={of()} />}</Show>
    {props.children}
  </A>
)

/** Only an icon; `label` names it for everybody: tooltip and accessible name. */
export const IconButton = (
  props: Omit<ButtonProps, 'icon' | 'children' | 'busy' | 'type'> & {
    icon: IconType
    label: string
  },
) => {
  const [own, rest] = splitProps(props, ['icon', 'label', 'class', 'variant', 'size'])
  const look = () => ({ variant: own.variant ?? 'quiet', size: own.size }) as const
  return (
    <Tooltip text={own.label}>
      <TooltipTrigger
        as="button"
        type="button"
        {...rest}
        aria-label={own.label}
        class={classes(look(), `btn-icon ${own.class ?? ''}`)}
      >
        <Icon of={own.icon} />
      </TooltipTrigger>
    </Tooltip>
  )
}
