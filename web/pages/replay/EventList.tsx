import { createMemo, Index, Show } from 'solid-js'
import type { JournalEvent } from '../../../server/recordings/view.ts'
import { describeEvent } from '../../replay/events.ts'
import { clock } from '../../ui/format.ts'

/** What the server noted, in order; each leads to its moment. */
export const EventList = (props: {
  events: readonly JournalEvent[]
  /** Milliseconds; null: there is nothing to play. */
  position: number | null
  onSeek?: (atMs: number) => void
}) => {
  const rows = createMemo(() =>
    props.events.flatMap(event => {
      const words = describeEvent(event)
      return words ? [{ at: event.t, ...words }] : []
    }),
  )
  const current = createMemo(() => {
    const { position } = props
    return position === null ? -1 : rows().findLastIndex(row => row.at <= position)
  })
  return (
    <Show
      when={rows().length > 0}
      fallback={<p class="side-empty">The server noted no events in this recording.</p>}
    >
      <ol class="side-list">
        <Index each={rows()}>
          {(row, i) => (
            <li>
              <button
                type="button"
                class="side-row"
                aria-current={i === current() ? 'time' : undefined}
                disabled={!props.onSeek}
                onClick={() => props.onSeek?.(row().at)}
              >
                <time>{clock(row().at)}</time>
                <span class={`side-mark tl-${row().tone}`} />
                <span>{row().text}</span>
              </button>
            </li>
          )}
        </Index>
      </ol>
    </Show>
  )
}
