import { useSearchParams } from '@solidjs/router'
import FilterX from 'lucide-solid/icons/funnel-x'
import SquareTerminal from 'lucide-solid/icons/square-terminal'
import { createMemo, For, Show } from 'solid-js'
import type { ExerciseCard } from '../../../server/exercises/view.ts'
import { useExercises } from '../../api/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Page } from '../../ui/Page.tsx'
import { Select } from '../../ui/Select.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { ExerciseRow } from './ExerciseRow.tsx'
import './exercises.css'
import { ANY, filterExercises, STATE_WORDS, skillsOf } from './filter.ts'

type Filters = { q?: string; skill?: string; state?: string }

export const Exercises = () => {
  const exercises = useExercises()
  return (
    <Page title="Exercises">
      <Loaded query={exercises} skeleton={<SkeletonRows rows={4} height="104px" />}>
        {cards => (
          <Show when={cards().length > 0} fallback={<NoExercises />}>
            <ExerciseList cards={cards()} />
          </Show>
        )}
      </Loaded>
    </Page>
  )
}

const ExerciseList = (props: { cards: ExerciseCard[] }) => {
  const [search, setSearch] = useSearchParams<Filters>()
  const filter = () => ({
    text: search.q ?? '',
    skill: search.skill ?? ANY,
    state: search.state ?? ANY,
  })
  const set = (change: Filters) => setSearch(change, { replace: true })
  const found = createMemo(() => filterExercises(props.cards, filter()))
  const one = (value: string) => (value === ANY ? undefined : value)
  return (
    <>
      <Show when={props.cards.length > 1}>
        <search class="toolbar" aria-label="Filter exercises">
          <TextField
            label="Search exercises"
            quietLabel
            type="search"
            placeholder="Search exercises"
            value={filter().text}
            onInput={text => set({ q: text || undefined })}
          />
          <Select
            label="Skill"
            quietLabel
            value={filter().skill}
            options={[
              { value: ANY, label: 'Any skill' },
              ...skillsOf(props.cards).map(skill => ({ value: skill, label: skill })),
            ]}
            onChange={skill => set({ skill: one(skill) })}
          />
          <Select
            label="State"
            quietLabel
            value={filter().state}
            options={[
              { value: ANY, label: 'Any state' },
              ...Object.entries(STATE_WORDS).map(([value, label]) => ({ value, label })),
            ]}
            onChange={state => set({ state: one(state) })}
          />
          <span class="toolbar-count" aria-live="polite">
            {found().length} of {props.cards.length}
          </span>
        </search>
      </Show>
      <ul class="exercises">
        <For
          each={found()}
          fallback={
            <EmptyState
              icon={FilterX}
              title="No exercise fits these filters"
              actions={
                <Button onClick={() => set({ q: undefined, skill: undefined, state: undefined })}>
                  Show all
                </Button>
              }
            >
              Take one away, or look for another word.
            </EmptyState>
          }
        >
          {card => <ExerciseRow card={card} />}
        </For>
      </ul>
    </>
  )
}

const NoExercises = () => (
  <EmptyState icon={SquareTerminal} title="No exercises yet">
    An exercise is a folder in the server’s <code>exercises</code> directory: a ticket, a staged
    fault, checks. It appears here as soon as its files are valid.
  </EmptyState>
)
