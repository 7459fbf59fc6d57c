import { createSignal, Show } from 'solid-js'
import type { ReviewsView } from '../../../server/reviews/view.ts'
import { describeEvent } from '../../replay/events.ts'
import { type TabItem, Tabs } from '../../ui/Tabs.tsx'
import { Comments } from './Comments.tsx'
import type { ReplayControl } from './controller.ts'
import { EventList } from './EventList.tsx'
import { ReviewPanel } from './ReviewPanel.tsx'
import type { ReviewControl } from './review-draft.ts'
import { SubmittedReviews } from './SubmittedReviews.tsx'

/** What was said, what happened, and the judgement. */
export const SidePanel = (props: {
  replay: ReplayControl
  reviews: ReviewsView
  review: ReviewControl
  memberId: string
  isOwn: boolean
}) => {
  const [tab, setTab] = createSignal('comments')
  const mayWrite = () => props.reviews.mayReview && props.reviews.mine?.state !== 'submitted'
  // Made once: tabs made anew at each comment would take the focus from the field.
  const items: TabItem[] = [
    {
      value: 'comments',
      label: 'Comments',
      get count() {
        return props.reviews.comments.length
      },
      content: () => (
        <Comments
          replay={props.replay}
          comments={props.reviews.comments}
          mayWrite={mayWrite()}
          memberId={props.memberId}
          isOwn={props.isOwn}
          onWanted={() => setTab('comments')}
        />
      ),
    },
    {
      value: 'events',
      label: 'Events',
      get count() {
        return props.replay.recording().events.filter(describeEvent).length
      },
      content: () => (
        <EventList
          events={props.replay.recording().events}
          position={props.replay.position()}
          onSeek={props.replay.seek}
        />
      ),
    },
  ]
  return (
    <aside class="side" aria-label="Comments, events and review">
      <Tabs label="About this recording" value={tab()} onChange={setTab} items={items} />
      <div class="side-review">
        <Show when={mayWrite()}>
          <ReviewPanel replay={props.replay} review={props.review} rubric={props.reviews.rubric} />
        </Show>
        <SubmittedReviews
          replay={props.replay}
          reviews={props.reviews.submitted}
          rubric={props.reviews.rubric}
          isOwn={props.isOwn}
        />
      </div>
    </aside>
  )
}
