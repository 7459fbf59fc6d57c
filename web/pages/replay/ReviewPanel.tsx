import { For } from 'solid-js'
import type { RubricItem } from '../../../server/exercises/view.ts'
import { TextField } from '../../ui/TextField.tsx'
import type { ReplayControl } from './controller.ts'
import { RubricScore } from './RubricScore.tsx'
import type { ReviewControl } from './review-draft.ts'

/** The review being written: the rubric's items, then the summary. */
export const ReviewPanel = (props: {
  replay: ReplayControl
  review: ReviewControl
  rubric: readonly RubricItem[]
}) => (
  <section class="review" aria-label="Your review">
    <For each={props.rubric}>
      {item => <RubricScore item={item} replay={props.replay} review={props.review} />}
    </For>
    <div class="review-item">
      <TextField
        label="Summary for the apprentice"
        value={props.review.draft().summary}
        onInput={props.review.setSummary}
        multiline
        rows={3}
        placeholder="What went well, and the one thing to try next time"
      />
    </div>
  </section>
)
