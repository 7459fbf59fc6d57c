import { Dialog as K } from '@kobalte/core/dialog'
import { useNavigate } from '@solidjs/router'
import '../ui/dialog.css'
import { createMemo, createSignal, For, Show } from 'solid-js'
import { useExercises, useMembers, useRecordings } from '../api/queries.ts'
import { fuzzyFilter } from '../ui/fuzzy.ts'
import { Icon } from '../ui/Icon.tsx'
import { useTheme } from '../ui/Theme.tsx'
import { DESTINATIONS } from './destinations.ts'
import { createSignOut } from './MemberMenu.tsx'
import '../ui/menu.css'
import './palette.css'
import {
  actionEntries,
  exerciseEntries,
  memberEntries,
  type PaletteEntry,
  pageEntries,
  recordingEntries,
} from './palette-entries.ts'
import { useCan } from './Session.tsx'

/** More than fit on a screen help nobody: type on. */
const MOST = 60

const usePaletteEntries = () => {
  const can = useCan()
  const theme = useTheme()
  const signOut = createSignOut()
  const exercises = useExercises()
  const recordings = useRecordings()
  const members = useMembers(() => can('member:list'))
  return createMemo((): PaletteEntry[] => [
    ...pageEntries(DESTINATIONS.filter(destination => can(destination.needs))),
    ...exerciseEntries((exercises.isPending ? null : exercises.data) ?? []),
    ...recordingEntries((recordings.isPending ? null : recordings.data) ?? []),
    ...memberEntries((members.isPending ? null : members.data) ?? []),
    ...actionEntries({
      light: () => theme.choose('light'),
      dark: () => theme.choose('dark'),
      signOut: () => void signOut(),
    }),
  ])
}

/** Ctrl or ⌘ K: go to anything by a few of its letters. Arrows choose, Enter goes, Escape closes. */
export const Palette = (props: { onClose: () => void }) => {
  const navigate = useNavigate()
  const entries = usePaletteEntries()
  const [query, setQuery] = createSignal('')
  const [chosen, setChosen] = createSignal(0)
  const found = createMemo(() =>
    fuzzyFilter(query(), entries(), entry => `${entry.label} ${entry.note}`).slice(0, MOST),
  )

  const choose = (index: number) => {
    setChosen(index)
    document.getElementById(`palette-${index}`)?.scrollIntoView({ block: 'nearest' })
  }
  const go = (entry: PaletteEntry | undefined) => {
    if (!entry) return
    props.onClose()
    if ('to' in entry.act) navigate(entry.act.to)
    else entry.act.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const last = found().length - 1
    if (event.key === 'ArrowDown') choose(chosen() >= last ? 0 : chosen() + 1)
    else if (event.key === 'ArrowUp') choose(chosen() <= 0 ? last : chosen() - 1)
    else if (event.key === 'Enter' && !event.isComposing) go(found()[chosen()])
    else return
    event.preventDefault()
  }
  return (
    <K open onOpenChange={open => !open && props.onClose()}>
      <K.Portal>
        <K.Overlay class="dialog-scrim" />
        <K.Content class="palette" aria-label="Search">
          <input
            class="palette-input"
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-activedescendant={found().length > 0 ? `palette-${chosen()}` : undefined}
            aria-label="Search pages, exercises, recordings, members"
            placeholder="Go to…"
            value={query()}
            onInput={event => {
              setQuery(event.currentTarget.value)
              setChosen(0)
            }}
            onKeyDown={onKeyDown}
          />
          <div id="palette-list" class="palette-list" role="listbox" aria-label="Found">
            <For
              each={found()}
              fallback={<p class="palette-none">Nothing is called that. Try fewer letters.</p>}
            >
              {(entry, index) => (
                <PaletteRow
                  entry={entry}
                  index={index()}
                  heading={query() === '' && found()[index() - 1]?.group !== entry.group}
                  chosen={chosen() === index()}
                  onPoint={() => setChosen(index())}
                  onGo={() => go(entry)}
                />
              )}
            </For>
          </div>
        </K.Content>
      </K.Portal>
    </K>
  )
}

const PaletteRow = (props: {
  entry: PaletteEntry
  index: number
  heading: boolean
  chosen: boolean
  onPoint: () => void
  onGo: () => void
}) => (
  <>
    <Show when={props.heading}>
      <div class="menu-label" role="presentation">
        {props.entry.group}
      </div>
    </Show>
    <div
      id={`palette-${props.index}`}
      class="palette-row"
      classList={{ 'palette-chosen': props.chosen }}
      role="option"
      tabIndex={-1}
      aria-selected={props.chosen}
      onPointerMove={() => props.onPoint()}
      onClick={() => props.onGo()}
      onKeyDown={event => event.key === 'Enter' && props.onGo()}
    >
      <Icon of={props.entry.icon} />
      <span class="palette-label">{props.entry.label}</span>
      <span class="palette-note">{props.entry.note}</span>
    </div>
  </>
)
