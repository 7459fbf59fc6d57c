import { useSearchParams } from '@solidjs/router'
import Film from 'lucide-solid/icons/film'
import { createMemo, createSignal, Show } from 'solid-js'
import type { RecordingSummary } from '../../../server/recordings/view.ts'
import { useRecordings } from '../../api/queries.ts'
import { useCan } from '../../shell/Session.tsx'
import { Button, LinkButton } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Page } from '../../ui/Page.tsx'
import { RecordingFilters } from './RecordingFilters.tsx'
import { RecordingTable } from './RecordingTable.tsx'
import './recordings.css'
import {
  ANY,
  type FilterParams,
  filterRecordings,
  NEWEST_FIRST,
  nextSort,
  type Sort,
  sortRecordings,
} from './rows.ts'

/** Rows drawn at first and with each press for more: keeps a list of thousands quick. */
const PAGE = 100

export const Recordings = () => {
  const recordings = useRecordings()
  return (
    <Page title="Recordings">
      <Loaded query={recordings}>
        {recordings => (
          <Show when={recordings().length > 0} fallback={<NoRecordings />}>
            <RecordingList recordings={recordings()} />
          </Show>
        )}
      </Loaded>
    </Page>
  )
}

const RecordingList = (props: { recordings: RecordingSummary[] }) => {
  const [search, setSearch] = useSearchParams<FilterParams>()
  const [sort, setSort] = createSignal<Sort>(NEWEST_FIRST)
  const [shown, setShown] = createSignal(PAGE)
  const filter = () => ({
    text: search.q ?? '',
    member: search.member ?? ANY,
    outcome: search.outcome ?? ANY,
  })
  const found = createMemo(() =>
    sortRecordings(filterRecordings(props.recordings, filter()), sort()),
  )
  const set = (change: FilterParams) => setSearch(change, { replace: true })
  return (
    <>
      <Show when={props.recordings.length > 1}>
        <RecordingFilters
          recordings={props.recordings}
          filter={filter()}
          found={found().length}
          onChange={set}
        />
      </Show>
      <Show
        when={found().length > 0}
        fallback={
          <EmptyState
            icon={Film}
            title="No recording fits these filters"
            actions={
              <Button onClick={() => set({ q: undefined, member: undefined, outcome: undefined })}>
                Show all
              </Button>
            }
          >
            Take one away, or look for another word.
          </EmptyState>
        }
      >
        <RecordingTable
          recordings={found().slice(0, shown())}
          sort={sort()}
          onSort={by => setSort(nextSort(sort(), by))}
        />
      </Show>
      <Show when={found().length > shown()}>
        <div class="recordings-more">
          <Button onClick={() => setShown(shown() + PAGE)}>
            Show {Math.min(PAGE, found().length - shown())} more
          </Button>
        </div>
      </Show>
    </>
  )
}

const NoRecordings = () => {
  const can = useCan()
  return (
    <EmptyState
      icon={Film}
      title="No recordings yet"
      actions={
        <LinkButton href="/exercises" variant="primary">
          To the exercises
        </LinkButton>
      }
    >
      {can('review:write')
        ? 'Every lab is recorded from its first prompt. As soon as somebody starts one it appears here, and you can watch it live.'
        : 'Every lab you start is recorded, so that you can look back and a reviewer can say what you did well. Start an exercise and it appears here.'}
    </EmptyState>
  )
}
