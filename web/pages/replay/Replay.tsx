import { useParams } from '@solidjs/router'
import { type Accessor, Match, Show, Switch } from 'solid-js'
import type { RecordingView } from '../../../server/recordings/view.ts'
import type { ReviewsView } from '../../../server/reviews/view.ts'
import { useRecording, useReviews } from '../../api/queries.ts'
import { Loaded } from '../../ui/Loaded.tsx'
import { EmptyReplay } from './EmptyReplay.tsx'
import { ReplayScreen } from './ReplayScreen.tsx'
import './replay.css'

const NO_REVIEWS: ReviewsView = {
  rubric: [],
  mine: null,
  mayReview: false,
  submitted: [],
  comments: [],
}

/** A recording: watched, commented on, judged. */
export const Replay = () => {
  const params = useParams<{ id: string }>()
  return (
    <Show when={params.id} keyed>
      {id => <ReplayFor id={id} />}
    </Show>
  )
}

const ReplayFor = (props: { id: string }) => {
  const recording = useRecording(props.id)
  const reviews = useReviews(props.id)
  const loadedReviews = () => (reviews.isPending ? undefined : reviews.data) ?? NO_REVIEWS
  return (
    <Loaded query={recording} errorTitle="This recording can't be shown">
      {recording => (
        <ReplayOf recording={recording} reviews={loadedReviews} ready={!reviews.isPending} />
      )}
    </Loaded>
  )
}

const ReplayOf = (props: {
  recording: Accessor<RecordingView>
  reviews: Accessor<ReviewsView>
  ready: boolean
}) => (
  <Switch>
    <Match when={props.recording().state === 'missing'}>
      <EmptyReplay
        recording={props.recording()}
        title="The files of this recording are gone"
        text="What the server knows of it is listed below. Whoever looks after this server may have a backup of the recordings folder."
      />
    </Match>
    <Match when={props.recording().terminalList.length === 0}>
      <EmptyReplay
        recording={props.recording()}
        title="No terminal was opened"
        text="Nothing was typed in this lab, so there is nothing to play. What happened around it is listed below."
      />
    </Match>
    <Match when={props.ready}>
      <ReplayScreen recording={props.recording} reviews={props.reviews} />
    </Match>
  </Switch>
)
