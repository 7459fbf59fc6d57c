import { type Accessor, createEffect, createMemo, createSignal, on, Show } from 'solid-js'
import type { RecordingView } from '../../../server/recordings/view.ts'
import type { ReviewsView } from '../../../server/reviews/view.ts'
import { useSession } from '../../shell/Session.tsx'
import { Page } from '../../ui/Page.tsx'
import { Controls } from './Controls.tsx'
import { createReplay } from './controller.ts'
import { HelpDialog } from './HelpDialog.tsx'
import { ReviewActions } from './ReviewActions.tsx'
import { createReview } from './review-draft.ts'
import { SidePanel } from './SidePanel.tsx'
import { Stage } from './Stage.tsx'
import { StateChips } from './StateChips.tsx'
import { Timeline } from './Timeline.tsx'

/** Player, time line, and beside them what was said and scored. */
export const ReplayScreen = (props: {
  recording: Accessor<RecordingView>
  reviews: Accessor<ReviewsView>
}) => {
  const session = useSession()
  const replay = createReplay(props.recording)
  const review = createReview(props.recording().id, session().member.id, props.reviews)
  const [submitting, setSubmitting] = createSignal(false)
  const isOwn = () => props.recording().member.id === session().member.id
  return (
    <Page
      title={`${props.recording().member.handle} · ${props.recording().title}`}
      crumbs={[{ label: 'Recordings', href: '/recordings' }]}
      bleed
      meta={<StateChips recording={props.recording()} />}
      actions={
        <Show when={props.reviews().mayReview}>
          <ReviewActions
            review={review}
            rubric={props.reviews().rubric}
            open={submitting()}
            onOpenChange={setSubmitting}
          />
        </Show>
      }
    >
      <div class="replay">
        <div class="replay-left">
          <Stage replay={replay} />
          <div class="replay-deck">
            <Controls replay={replay} />
            <Timeline replay={replay} comments={props.reviews().comments} />
          </div>
        </div>
        <SidePanel
          replay={replay}
          reviews={props.reviews()}
          review={review}
          memberId={session().member.id}
          isOwn={isOwn()}
        />
      </div>
      <CheckNews replay={replay} />
      <HelpDialog open={replay.helping()} onOpenChange={replay.setHelping} />
    </Page>
  )
}

/** Says a check's flip aloud when the playing passes it. */
const CheckNews = (props: { replay: ReturnType<typeof createReplay> }) => {
  const [news, setNews] = createSignal('')
  const latest = createMemo(() =>
    props.replay
      .recording()
      .checks.flatMap(check => {
        const span = check.spans.findLast(span => span.from <= props.replay.position())
        return span ? [`${check.title}: ${span.status}, ${span.seen}.`] : []
      })
      .join(' '),
  )
  createEffect(
    on(latest, words => {
      if (props.replay.state()?.phase === 'playing') setNews(words)
    }),
  )
  return (
    <div class="sr-only" role="status" aria-live="polite">
      {news()}
    </div>
  )
}
