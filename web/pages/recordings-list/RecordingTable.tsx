import { A, useNavigate } from '@solidjs/router'
import ArrowDown from 'lucide-solid/icons/arrow-down'
import ArrowUp from 'lucide-solid/icons/arrow-up'
import { For, Show } from 'solid-js'
import type { RecordingSummary } from '../../../server/recordings/view.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Duration, Elapsed, Time } from '../../ui/Time.tsx'
import { OUTCOMES, type Sort, type SortKey, STATES } from './rows.ts'

type Column = { readonly label: string; readonly by: SortKey | null }

const COLUMNS: readonly Column[] = [
  { label: 'Recording', by: 'title' },
  { label: 'Member', by: 'member' },
  { label: 'Started', by: 'startedAt' },
  { label: 'Length', by: 'durationMs' },
  { label: 'Outcome', by: null },
  { label: 'State', by: null },
  { label: 'Reviews', by: 'reviews' },
]

export const RecordingTable = (props: {
  recordings: RecordingSummary[]
  sort: Sort
  onSort: (by: SortKey) => void
}) => (
  <table class="table recordings">
    <thead>
      <tr>
        <For each={COLUMNS}>
          {column => (
            <th scope="col" aria-sort={sortWord(props.sort, column.by)}>
              <Show when={column.by} fallback={column.label}>
                {by => (
                  <button type="button" class="sort" onClick={() => props.onSort(by())}>
                    {column.label}
                    <Show when={props.sort.by === by()}>
                      <Icon of={props.sort.descending ? ArrowDown : ArrowUp} size={12} />
                    </Show>
                  </button>
                )}
              </Show>
            </th>
          )}
        </For>
      </tr>
    </thead>
    <tbody>
      <For each={props.recordings}>{recording => <Row recording={recording} />}</For>
    </tbody>
  </table>
)

const sortWord = (sort: Sort, by: SortKey | null) => {
  if (sort.by !== by) return undefined
  return sort.descending ? 'descending' : 'ascending'
}

const Row = (props: { recording: RecordingSummary }) => {
  const navigate = useNavigate()
  const href = () => `/recordings/${props.recording.id}`
  const state = () => STATES[props.recording.state]
  return (
    // A press anywhere opens it, for the mouse; keyboards and screen readers use the link.
    <tr onClick={event => event.target.closest('a') === null && navigate(href())}>
      <td class="cell-main">
        <A class="recording-link" href={href()}>
          {props.recording.title}
        </A>
      </td>
      <td data-label="Member">
        <span class="person">
          <Avatar name={props.recording.member.name} size="sm" />
          {props.recording.member.name}
        </span>
      </td>
      <td data-label="Started">
        <Time at={props.recording.startedAt} />
      </td>
      <td class="cell-num" data-label="Length">
        <Show
          when={props.recording.endedAt === null}
          fallback={<Duration ms={props.recording.durationMs} />}
        >
          <Elapsed since={props.recording.startedAt} />
        </Show>
      </td>
      <td data-label="Outcome">
        <Show when={props.recording.outcome} fallback={<span class="faint">Incubation</span>}>
          {outcome => <Chip tone={OUTCOMES[outcome()].tone}>{OUTCOMES[outcome()].label}</Chip>}
        </Show>
      </td>
      <td data-label="State">
        <Show
          when={props.recording.state !== 'complete'}
          fallback={<span class="faint">{state().label}</span>}
        >
          <Chip tone={state().tone} dot={props.recording.state === 'recording' && 'fail'}>
            {state().label}
          </Chip>
        </Show>
      </td>
      <td class="cell-num recordings-reviews" data-label="Reviews">
        <Show when={props.recording.reviews > 0} fallback={<span class="faint">none</span>}>
          {props.recording.reviews}
        </Show>
      </td>
    </tr>
  )
}
