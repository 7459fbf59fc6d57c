import { Select as K } from '@kobalte/core/select'
import Check from 'lucide-solid/icons/check'
import ChevronDown from 'lucide-solid/icons/chevron-down'
import { Show } from 'solid-js'
import './field.css'
import { Icon } from './Icon.tsx'
import './menu.css'

export type SelectOption<T extends string = string> = {
  value: T
  label: string
  /** A second, fainter line. */
  note?: string
}

export const Select = <T extends string>(props: {
  label: string
  quietLabel?: boolean
  options: readonly SelectOption<T>[]
  value: T | null
  onChange: (value: T) => void
  placeholder?: string
  description?: string
  /** What is wrong and what to do; shown under the field and read out. */
  error?: string | null
  disabled?: boolean
}) => {
  const chosen = () => props.options.find(option => option.value === props.value) ?? null
  return (
    <K<SelectOption<T>>
      class="field"
      options={[...props.options]}
      optionValue="value"
      optionTextValue="label"
      value={chosen()}
      onChange={option => option && props.onChange(option.value)}
      disallowEmptySelection
      disabled={props.disabled}
      validationState={props.error ? 'invalid' : 'valid'}
      placeholder={props.placeholder}
      gutter={4}
      sameWidth={false}
      itemComponent={item => (
        <K.Item item={item.item} class="menu-item">
          <span class="menu-grow">
            <K.ItemLabel>{item.item.rawValue.label}</K.ItemLabel>
            <Show when={item.item.rawValue.note}>
              <small class="select-note">{item.item.rawValue.note}</small>
            </Show>
          </span>
          <K.ItemIndicator>
            <Icon of={Check} size={14} />
          </K.ItemIndicator>
        </K.Item>
      )}
    >
      <K.Label class={props.quietLabel ? 'sr-only' : 'field-label'}>{props.label}</K.Label>
      <K.Trigger class="field-input select-trigger">
        <K.Value<SelectOption<T>> class="select-value">
          {state => state.selectedOption()?.label}
        </K.Value>
        <K.Icon>
          <Icon of={ChevronDown} size={14} />
        </K.Icon>
      </K.Trigger>
      <Show when={props.description}>
        <K.Description class="field-note">{props.description}</K.Description>
      </Show>
      <K.ErrorMessage class="field-note field-error">{props.error}</K.ErrorMessage>
      <K.Portal>
        {/* Without the mark, a dialog that the field is in hides the list from screen readers. */}
        <K.Content class="menu" data-kb-top-layer="">
          <K.Listbox class="select-list" />
        </K.Content>
      </K.Portal>
    </K>
  )
}
