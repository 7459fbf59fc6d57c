import { createMemo, Show } from 'solid-js'
import type { RecordingSummary } from '../../../server/recordings/view.ts'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { ANY, type FilterParams, OUTCOMES, type RecordingFilter } from './rows.ts'

const one = (value: string) => (value === ANY ? undefined : value)

export const RecordingFilters = (props: {
  recordings: RecordingSummary[]
  filter: RecordingFilter
  found: number
  onChange: (change: FilterParams) => void
}) => {
  const members = createMemo(() => {
    const byId = new Map(props.recordings.map(({ member }) => [member.id, member.name]))
    return [...byId].map(([value, label]) => ({ value, label }))
  })
  return (
    <search class="toolbar" aria-label="Filter recordings">
      <TextField
        label="Search recordings"
        quietLabel
        type="search"
        placeholder="Search recordings"
        value={props.filter.text}
        onInput={text => props.onChange({ q: text || undefined })}
      />
      <Show when={members().length > 1}>
        <Select
          label="Member"
          quietLabel
          value={props.filter.member}
          options={[{ value: ANY, label: 'Any member' }, ...members()]}
          onChange={member => props.onChange({ member: one(member) })}
        />
      </Show>
      <Select
        label="Outcome"
        quietLabel
        value={props.filter.outcome}
        options={[
          { value: ANY, label: 'Any outcome' },
          ...Object.entries(OUTCOMES).map(([value, { label }]) => ({ value, label })),
        ]}
        onChange={outcome => props.onChange({ outcome: one(outcome) })}
      />
      <span class="toolbar-count" aria-live="polite">
        {props.found} of {props.recordings.length}
      </span>
    </search>
  )
}
