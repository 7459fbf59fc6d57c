import { useParams } from '@solidjs/router'
import { type Accessor, Match, type ParentProps, Show, Switch } from 'solid-js'
import type { RecordingView } from '../../../server/recordings/view.ts'
import { useRecording, useReviews } from '../../api/queries.ts'
import { Loaded } from '../../ui/Loaded.tsx'
import { EmptyReplay } from './EmptyReplay.tsx'
import { ReplayScreen } from './ReplayScreen.tsx'
import './replay.css'

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
  return (
    <Loaded query={recording} errorTitle="This recording can't be shown">
      {recording => (
        <ReplayOf recording={recording}>
          {/* Without the reviews there is nothing to save a review onto: it would be lost. */}
          <Loaded
            query={reviews}
            skeleton={null}
            errorTitle="The comments and reviews can't be shown"
          >
            {reviews => <ReplayScreen recording={recording} reviews={reviews} />}
          </Loaded>
        </ReplayOf>
      )}
    </Loaded>
  )
}

const ReplayOf = (props: ParentProps<{ recording: Accessor<RecordingView> }>) => (
  <Switch fallback={props.children}>
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
  </Switch>
)
