import { A } from '@solidjs/router'
import CircleCheck from 'lucide-solid/icons/circle-check'
import Flag from 'lucide-solid/icons/flag'
import { For, Show } from 'solid-js'
import type { AttemptView } from '../../../server/exercises/view.ts'
import { useRecording } from '../../api/queries.ts'
import { describeEvent } from '../../replay/events.ts'
import { LinkButton } from '../../ui/Button.tsx'
import { clock, count, duration } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Markdown } from '../../ui/Markdown.tsx'
import { outcomeTitle } from './words.ts'

/** How it ended and why, what there was to learn, and what a reviewer will see. */
export const Outcome = (props: { attempt: AttemptView; isOwn: boolean }) => {
  const isSolved = () => props.attempt.state === 'solved'
  const took = () => {
    const end = props.attempt.finishedAt ?? props.attempt.lab.endedAt
    return end === null ? null : end - props.attempt.startedAt
  }
  return (
    <article class="work-outcome">
      <header class="work-outcome-head" classList={{ 'is-pass': isSolved() }}>
        <Icon of={isSolved() ? CircleCheck : Flag} size={22} />
        <h2>{outcomeTitle(props.attempt.state)}</h2>
      </header>
      <p class="muted">
        <Show when={took()}>{ms => <>It took {duration(ms())}</>}</Show>
        {props.attempt.hintsOpened > 0 && `, with ${count(props.attempt.hintsOpened, 'hint')}`}.{' '}
        <Show when={props.attempt.lab.why}>
          {why => <>The lab ended: {why().replace(/\.$/, '')}.</>}
        </Show>
      </p>
      <div class="work-outcome-actions">
        <LinkButton href={`/recordings/${props.attempt.labId}`} variant="primary">
          See what a reviewer will see
        </LinkButton>
        <LinkButton href="/exercises">{isSolved() ? 'Next exercise' : 'Try again'}</LinkButton>
      </div>
      <Show when={props.attempt.debrief}>
        {debrief => (
          <section>
            <h3 class="work-outcome-title">Debrief</h3>
            <Markdown source={debrief()} />
          </section>
        )}
      </Show>
      <Story recordingId={props.attempt.labId} />
    </article>
  )
}

/** The recording's events as a list; each leads to its moment. */
const Story = (props: { recordingId: string }) => {
  const recording = useRecording(props.recordingId)
  const moments = () =>
    (recording.isPending ? [] : (recording.data?.events ?? [])).flatMap(event => {
      const words = describeEvent(event)
      return words ? [{ at: event.t, ...words }] : []
    })
  return (
    <Show when={moments().length > 0}>
      <section>
        <h3 class="work-outcome-title">What happened</h3>
        <ol class="work-story">
          <For each={moments()}>
            {moment => (
              <li>
                <A
                  class="work-moment"
                  href={`/recordings/${props.recordingId}?t=${Math.floor(moment.at / 1000)}`}
                >
                  <time class="num">{clock(moment.at)}</time>
                  <span class={`dot is-${moment.tone}`} />
                  <span>{moment.text}</span>
                </A>
              </li>
            )}
          </For>
        </ol>
      </section>
    </Show>
  )
}
