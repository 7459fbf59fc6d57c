import { For, Show } from 'solid-js'
import type { CheckLaneShape, SpanShape } from '../../replay/timeline.ts'
import { clock } from '../../ui/format.ts'

const WORDS = { pass: 'passes', fail: 'fails', error: 'not seen' } as const

/** Words fit into a span of this share; below it the pattern and the tooltip say it. */
const WORTH_WORDS = 0.12

const spanWords = (span: SpanShape) =>
  `${clock(span.from)} to ${clock(span.to)}: ${WORDS[span.status]}, ${span.seen}`

/** One check over time. Fails are striped and errors dotted, so that colour is never alone. */
export const CheckLane = (props: { lane: CheckLaneShape }) => (
  <div class="tl-lane">
    <span class="tl-label" title={props.lane.title}>
      {props.lane.title}
    </span>
    <div
      class="tl-track"
      role="img"
      aria-label={`${props.lane.title}. ${props.lane.spans.map(spanWords).join('. ')}`}
    >
      <For each={props.lane.spans}>
        {span => (
          <span
            class={`tl-span tl-span-${span.status}`}
            style={{
              left: `${(span.left * 100).toFixed(3)}%`,
              width: `${(span.width * 100).toFixed(3)}%`,
            }}
            title={spanWords(span)}
          >
            <Show when={span.width > WORTH_WORDS}>
              <span class="tl-span-words">{WORDS[span.status]}</span>
            </Show>
          </span>
        )}
      </For>
    </div>
  </div>
)
