import { TextField as K } from '@kobalte/core/text-field'
import { Show } from 'solid-js'
import './field.css'

export type TextFieldProps = {
  label: string
  value: string
  onInput: (value: string) => void
  /** Hides the label from sight, not from screen readers. */
  quietLabel?: boolean
  description?: string
  /** What is wrong and what to do; shown under the field and read out. */
  error?: string | null
  placeholder?: string
  multiline?: boolean
  rows?: number
  type?: 'text' | 'search' | 'number' | 'url'
  required?: boolean
  autofocus?: boolean
  mono?: boolean
  disabled?: boolean
  onKeyDown?: (event: KeyboardEvent) => void
}

export const TextField = (props: TextFieldProps) => (
  <K
    class="field"
    value={props.value}
    onChange={props.onInput}
    validationState={props.error ? 'invalid' : 'valid'}
    required={props.required}
    disabled={props.disabled}
  >
    <K.Label class={props.quietLabel ? 'sr-only' : 'field-label'}>{props.label}</K.Label>
    <Show
      when={props.multiline}
      fallback={
        <K.Input
          class="field-input"
          classList={{ 'field-mono': props.mono ?? false }}
          type={props.type ?? 'text'}
          placeholder={props.placeholder}
          autofocus={props.autofocus}
          autocomplete="off"
          spellcheck={!props.mono}
          onKeyDown={props.onKeyDown}
        />
      }
    >
      <K.TextArea
        class="field-input field-area"
        rows={props.rows ?? 4}
        placeholder={props.placeholder}
        autofocus={props.autofocus}
        onKeyDown={props.onKeyDown}
      />
    </Show>
    <Show when={props.description}>
      <K.Description class="field-note">{props.description}</K.Description>
    </Show>
    <K.ErrorMessage class="field-note field-error">{props.error}</K.ErrorMessage>
  </K>
)
