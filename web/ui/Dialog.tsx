import { Dialog as K } from '@kobalte/core/dialog'
import X from 'lucide-solid/icons/x'
import { type JSX, Show } from 'solid-js'
import './dialog.css'
import { Icon } from './Icon.tsx'

const FIRST = '.dialog-body :is(input, textarea, button), .dialog-foot button'

/** The first field, else the mildest button; Kobalte would take the cross. */
const focusFirst = (event: Event) => {
  const content = event.currentTarget ?? event.target
  if (!(content instanceof HTMLElement)) return
  const first = content.querySelector<HTMLElement>(FIRST)
  if (!first) return
  event.preventDefault()
  first.focus()
}

/** A modal question or form. Focus goes in and comes back; Escape and the cross close it. */
export const Dialog = (props: {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: JSX.Element
  /** Buttons, at the bottom right. */
  actions?: JSX.Element
  width?: 'md' | 'lg'
  children?: JSX.Element
}) => (
  <K open={props.open} onOpenChange={props.onOpenChange}>
    <K.Portal>
      <K.Overlay class="dialog-scrim" />
      <div class="dialog-place">
        <K.Content class={`dialog dialog-${props.width ?? 'md'}`} onOpenAutoFocus={focusFirst}>
          <header class="dialog-head">
            <K.Title class="dialog-title">{props.title}</K.Title>
            <K.CloseButton class="btn btn-quiet btn-sm btn-icon" aria-label="Close">
              <Icon of={X} />
            </K.CloseButton>
          </header>
          <div class="dialog-body">
            <Show when={props.description}>
              <K.Description class="dialog-description">{props.description}</K.Description>
            </Show>
            {props.children}
          </div>
          <Show when={props.actions}>
            <footer class="dialog-foot">{props.actions}</footer>
          </Show>
        </K.Content>
      </div>
    </K.Portal>
  </K>
)
