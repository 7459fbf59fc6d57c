import { Show } from 'solid-js'
import type { RecordingState, RecordingView } from '../../../server/recordings/view.ts'
import { Chip, type Tone } from '../../ui/Chip.tsx'
import { duration, exactTime, shortDate } from '../../ui/format.ts'
import { useNow } from '../../ui/Now.tsx'
import { OUTCOMES, STATES } from '../recordings-list/rows.ts'

const LOOKS: Record<RecordingState, { tone: Tone; title: string }> = {
  recording: {
    tone: 'fail',
    title: 'The lab still runs. You see it up to when this page was loaded.',
  },
  finalising: {
    tone: 'wait',
    title: 'The last lines are being written and signed.',
  },
  complete: { tone: 'pass', title: 'Recorded from the first to the last byte.' },
  interrupted: {
    tone: 'wait',
    title: 'The server stopped while it recorded: the end, at most the last 250 ms, is missing.',
  },
  missing: { tone: 'fail', title: 'The files are gone.' },
  'failed-verification': {
    tone: 'fail',
    title: 'The files are not as they were written. Don’t judge by it.',
  },
}

/** What was found of its files; while it is written, nothing is. */
const proofOf = ({ verification }: RecordingView): { words: string; tone: Tone } | null => {
  if (verification === null || verification.state === 'unfinished') return null
  if (verification.state === 'failed') return { words: 'Failed verification', tone: 'fail' }
  const { links } = verification
  return { words: `Verified, ${links} ${links === 1 ? 'link' : 'links'}`, tone: 'pass' }
}

/** The recording's state, when it was and how long, how it went. */
export const StateChips = (props: { recording: RecordingView }) => {
  const now = useNow()
  const state = () => LOOKS[props.recording.state]
  /** A failed verification is its state: it is said once, with what is wrong. */
  const failed = () => props.recording.state === 'failed-verification'
  const proof = () => proofOf(props.recording)
  const outcome = () => (props.recording.outcome ? OUTCOMES[props.recording.outcome] : null)
  return (
    <>
      <Show when={!failed() || proof() === null}>
        <Chip tone={state().tone} title={state().title} dot={props.recording.state === 'recording'}>
          {STATES[props.recording.state].label}
        </Chip>
      </Show>
      <Show when={proof()}>
        {proof => (
          <Chip tone={proof().tone} title={props.recording.verification?.detail ?? ''}>
            {proof().words}
          </Chip>
        )}
      </Show>
      <Chip title={exactTime(props.recording.startedAt)}>
        {shortDate(props.recording.startedAt, now())} · {duration(props.recording.durationMs)}
      </Chip>
      <Show when={outcome()}>
        {outcome => <Chip tone={outcome().tone}>{outcome().label}</Chip>}
      </Show>
    </>
  )
}
