import { createSignal, createUniqueId, For, Show } from 'solid-js'
import type { RubricItem } from '../../../server/exercises/view.ts'
import { momentWords } from '../../replay/moments.ts'
import { SCORES, scoreFor } from '../../replay/review.ts'
import { Button } from '../../ui/Button.tsx'
import { clock } from '../../ui/format.ts'
import { TextField } from '../../ui/TextField.tsx'
import { Cite } from './Cite.tsx'
import type { ReplayControl } from './controller.ts'
import type { ReviewControl } from './review-draft.ts'

/** One item of the rubric: a score of 0 to 4 and the moments that it rests on. */
export const RubricScore = (props: {
  item: RubricItem
  replay: ReplayControl
  review: ReviewControl
}) => {
  const group = createUniqueId()
  const own = () => scoreFor(props.review.draft(), props.item.id)
  const [citing, setCiting] = createSignal<{ atMs: number; terminal: number } | null>(null)
  const [label, setLabel] = createSignal('')

  const begin = () => {
    props.replay.player()?.pause()
    setCiting({ atMs: Math.round(props.replay.position()), terminal: props.replay.terminal() })
  }
  const cite = (event: Event) => {
    event.preventDefault()
    const place = citing()
    if (place) props.review.cite(props.item.id, { ...place, label: label().trim() })
    setCiting(null)
    setLabel('')
  }
  return (
    <div class="review-item">
      <h3 class="review-title" id={group}>
        <span>{props.item.look}</span>
        <span class="review-skill">{props.item.skill}</span>
      </h3>
      <div class="review-scores" role="radiogroup" aria-labelledby={group}>
        <For each={SCORES}>
          {({ score, words }) => (
            <label class="review-score" title={words}>
              <input
                type="radio"
                class="sr-only"
                name={group}
                checked={own()?.score === score}
                onChange={() => props.review.score(props.item.id, score)}
              />
              <span>{score}</span>
              <span class="sr-only">{words}</span>
            </label>
          )}
        </For>
        <Show when={own()}>
          {own => <span class="review-words">{SCORES[own().score]?.words}</span>}
        </Show>
      </div>
      <div class="review-cites">
        <For each={own()?.moments}>
          {moment => (
            <Cite
              moment={moment}
              onJump={() => props.replay.jump(moment.atMs, moment.terminal)}
              onRemove={() => props.review.uncite(props.item.id, moment)}
            />
          )}
        </For>
        <Show when={!citing()}>
          <button
            type="button"
            class="cite cite-add"
            disabled={!own()}
            title={
              own()
                ? `Cite ${momentWords({ atMs: props.replay.position(), label: '' })}`
                : 'Choose a score first'
            }
            onClick={begin}
          >
            + cite this moment
          </button>
        </Show>
      </div>
      <Show when={citing()}>
        {place => (
          <form
            class="review-cite-form"
            onSubmit={cite}
            ref={form => queueMicrotask(() => form.querySelector('input')?.focus())}
          >
            <TextField
              label={`What ${clock(place().atMs)} shows`}
              quietLabel
              value={label()}
              onInput={setLabel}
              placeholder={`What ${clock(place().atMs)} shows`}
              onKeyDown={event => event.key === 'Escape' && setCiting(null)}
            />
            <Button size="sm" type="submit">
              Cite {clock(place().atMs)}
            </Button>
          </form>
        )}
      </Show>
    </div>
  )
}
