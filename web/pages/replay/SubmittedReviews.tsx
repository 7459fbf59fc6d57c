import { For, Show } from 'solid-js'
import type { RubricItem } from '../../../server/exercises/view.ts'
import type { ReviewView } from '../../../server/reviews/view.ts'
import { SCORES, scoreFor } from '../../replay/review.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Markdown } from '../../ui/Markdown.tsx'
import { Time } from '../../ui/Time.tsx'
import { Cite } from './Cite.tsx'
import type { ReplayControl } from './controller.ts'

/** Reviews as they were submitted; nobody can change them. */
export const SubmittedReviews = (props: {
  replay: ReplayControl
  reviews: readonly ReviewView[]
  rubric: readonly RubricItem[]
  isOwn: boolean
}) => (
  <For each={props.reviews}>
    {review => (
      <section class="review" aria-label={`Review by ${review.reviewer.name}`}>
        <header class="review-item review-by">
          <Avatar name={review.reviewer.name} />
          <div>
            <div class="review-name">{review.reviewer.name}</div>
            <div class="faint">
              reviewed {props.isOwn ? 'you' : 'this'}{' '}
              <Show when={review.submittedAt}>{at => <Time at={at()} />}</Show>
            </div>
          </div>
        </header>
        <Show when={review.summary}>
          <div class="review-item">
            <Markdown source={review.summary} />
          </div>
        </Show>
        <For each={props.rubric}>
          {item => (
            <Show when={scoreFor(review, item.id)}>
              {score => (
                <div class="review-item">
                  <h3 class="review-title">
                    <span>{item.look}</span>
                    <span class="review-skill">{item.skill}</span>
                  </h3>
                  <div class="review-cites">
                    <span class="review-final">{score().score}</span>
                    <span class="review-words">{SCORES[score().score]?.words}</span>
                    <For each={score().moments}>
                      {moment => (
                        <Cite
                          moment={moment}
                          onJump={() => props.replay.jump(moment.atMs, moment.terminal)}
                        />
                      )}
                    </For>
                  </div>
                </div>
              )}
            </Show>
          )}
        </For>
      </section>
    )}
  </For>
)
