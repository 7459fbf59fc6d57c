import { createMemo, For, Show } from 'solid-js'
import type { CommentView } from '../../../server/reviews/view.ts'
import {
  activityOf,
  activityPath,
  checkLanes,
  cluster,
  eventMarks,
  shareOf,
} from '../../replay/timeline.ts'
import { clock, duration as lengthWords } from '../../ui/format.ts'
import { CheckLane } from './CheckLane.tsx'
import type { ReplayControl } from './controller.ts'

const BUCKETS = 240

/** Marks closer than this share of the lane are put together. */
const GAP = { event: 0.008, comment: 0.02 }

const percent = (share: number) => `${(share * 100).toFixed(3)}%`

/** Everything on one line of time; drag or use keys to go anywhere. */
export const Timeline = (props: { replay: ReplayControl; comments: readonly CommentView[] }) => {
  const { replay } = props
  const duration = () => replay.duration()
  const recording = () => replay.recording()
  const activity = createMemo(() => {
    const tracks = (replay.terminals() ?? []).flatMap(terminal => terminal.track ?? [])
    return activityPath(activityOf(tracks, duration(), BUCKETS))
  })
  const checks = createMemo(() => checkLanes(recording().checks, duration()))
  const events = createMemo(() => cluster(eventMarks(recording().events), duration(), GAP.event))
  const numbered = createMemo(() =>
    [...props.comments]
      .sort((a, b) => a.atMs - b.atMs)
      .map((comment, i) => ({ at: comment.atMs, number: i + 1, comment })),
  )
  const comments = createMemo(() => cluster(numbered(), duration(), GAP.comment))
  let slider: HTMLDivElement | undefined

  const seekTo = (clientX: number) => {
    const box = slider?.getBoundingClientRect()
    if (box) replay.seek(((clientX - box.left) / box.width) * duration())
  }
  const onPointerDown = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    seekTo(event.clientX)
  }
  const onPointerMove = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event.clientX)
  }

  return (
    <div class="tl" style={{ '--head': shareOf(replay.position(), duration()) }}>
      <div class="tl-lane">
        <span class="tl-label">Activity</span>
        <svg
          class="tl-activity"
          viewBox={`0 0 ${BUCKETS} 1`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <path d={activity()} />
        </svg>
      </div>
      <For each={checks()}>{lane => <CheckLane lane={lane} />}</For>
      <div class="tl-lane">
        <span class="tl-label">Events</span>
        <div class="tl-track">
          <For each={events()}>
            {mark => (
              <button
                type="button"
                tabIndex={-1}
                class={`tl-mark tl-${mark.items.at(-1)?.tone}`}
                style={{ left: percent(mark.left) }}
                title={mark.items.map(item => `${clock(item.at)} ${item.text}`).join('\n')}
                aria-label={mark.items.map(item => `${clock(item.at)} ${item.text}`).join('; ')}
                onClick={() => replay.seek(mark.items[0]?.at ?? 0)}
              />
            )}
          </For>
        </div>
      </div>
      <Show when={props.comments.length > 0}>
        <div class="tl-lane">
          <span class="tl-label">Comments</span>
          <div class="tl-track">
            <For each={comments()}>
              {mark => (
                <button
                  type="button"
                  tabIndex={-1}
                  class="tl-pin"
                  style={{ left: percent(mark.left) }}
                  title={mark.items.map(({ comment }) => comment.body).join('\n')}
                  aria-label={`Comment at ${clock(mark.items[0]?.at ?? 0)}`}
                  onClick={() =>
                    replay.jump(mark.items[0]?.at ?? 0, mark.items[0]?.comment.terminal ?? null)
                  }
                >
                  {mark.items[0]?.number}
                  {mark.items.length > 1 ? '+' : ''}
                </button>
              )}
            </For>
          </div>
        </div>
      </Show>
      <div
        ref={slider}
        class="tl-slider"
        role="slider"
        tabIndex={0}
        aria-label="Time"
        aria-valuemin={0}
        aria-valuemax={Math.round(duration() / 1000)}
        aria-valuenow={Math.round(replay.position() / 1000)}
        aria-valuetext={`${lengthWords(replay.position())} of ${lengthWords(duration())}`}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
      >
        <span class="tl-head" />
      </div>
    </div>
  )
}
