import type { ISearchOptions, SearchAddon } from '@xterm/addon-search'
import ChevronDown from 'lucide-solid/icons/chevron-down'
import ChevronUp from 'lucide-solid/icons/chevron-up'
import X from 'lucide-solid/icons/x'
import { createSignal, onCleanup, onMount } from 'solid-js'
import { IconButton } from '../ui/Button.tsx'
import '../ui/field.css'

/** Hits in the terminal's own dark palette. */
const OPTIONS: ISearchOptions = {
  decorations: {
    matchBackground: '#4a3b12',
    matchOverviewRuler: '#e3bd71',
    activeMatchBackground: '#a8741a',
    activeMatchColorOverviewRuler: '#eaa83f',
  },
}

/** Searches what a terminal shows and what has scrolled away. */
export const SearchBar = (props: { search: SearchAddon; onClose: () => void }) => {
  const [term, setTerm] = createSignal('')
  const [result, setResult] = createSignal({ resultIndex: -1, resultCount: 0 })
  let field: HTMLInputElement | undefined

  const find = (direction: 'findNext' | 'findPrevious', incremental = false) =>
    props.search[direction](term(), { ...OPTIONS, incremental })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') props.onClose()
    else if (event.key === 'Enter') find(event.shiftKey ? 'findPrevious' : 'findNext')
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const words = () => {
    const { resultIndex, resultCount } = result()
    if (term() === '') return ''
    if (resultCount === 0) return 'no match'
    return resultIndex < 0 ? `${resultCount} matches` : `${resultIndex + 1} of ${resultCount}`
  }

  const listening = props.search.onDidChangeResults(setResult)
  onMount(() => field?.focus())
  onCleanup(() => {
    listening.dispose()
    props.search.clearDecorations()
  })
  return (
    <search class="term-search">
      <input
        ref={field}
        class="field-input term-search-field"
        aria-label="Search in this terminal"
        placeholder="Search"
        autocomplete="off"
        spellcheck={false}
        onInput={event => {
          setTerm(event.currentTarget.value)
          find('findNext', true)
        }}
        onKeyDown={onKeyDown}
      />
      <span class="term-search-count" role="status">
        {words()}
      </span>
      <IconButton
        icon={ChevronUp}
        size="sm"
        label="Previous match (Shift Enter)"
        onClick={() => find('findPrevious')}
      />
      <IconButton
        icon={ChevronDown}
        size="sm"
        label="Next match (Enter)"
        onClick={() => find('findNext')}
      />
      <IconButton icon={X} size="sm" label="Close search (Escape)" onClick={props.onClose} />
    </search>
  )
}
