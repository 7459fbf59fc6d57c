import { Show } from 'solid-js'
import type { AttemptView } from '../../../server/exercises/view.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Markdown } from '../../ui/Markdown.tsx'
import { Time } from '../../ui/Time.tsx'
import type { Actions } from './actions.ts'
import { Checks } from './Checks.tsx'
import { Hints } from './Hints.tsx'
import { Outcome } from './Outcome.tsx'
import { allGreen } from './words.ts'

/** The left side: what somebody asks for, what must become true, and help at a price. */
export const Briefing = (props: { attempt: AttemptView; isOwn: boolean; actions: Actions }) => {
  const isRunning = () => props.attempt.state === 'running'
  const isReady = () => props.attempt.lab.state === 'ready'
  return (
    <>
      <Show when={isReady() && !isRunning()}>
        <Outcome attempt={props.attempt} isOwn={props.isOwn} />
      </Show>
      <Show when={props.isOwn && isReady() && isRunning() && allGreen(props.attempt.checks)}>
        <section class="work-section work-green">
          <p role="status">
            Everything is green. When it has held for a moment, the exercise is solved and you see
            the debrief.
          </p>
        </section>
      </Show>
      <section class="work-section" aria-label="Ticket">
        <div class="work-from">
          <Avatar name={props.attempt.ticket.from} />
          <div>
            <div class="work-name">{props.attempt.ticket.from}</div>
            <div class="work-note">
              {props.attempt.ticket.priority} priority · <Time at={props.attempt.startedAt} />
            </div>
          </div>
        </div>
        <h2 class="work-subject">{props.attempt.ticket.subject}</h2>
        <Markdown source={props.attempt.ticket.body} />
      </section>
      <Checks
        checks={props.attempt.checks}
        canRun={props.isOwn && isReady() && isRunning()}
        busy={props.actions.busy() === 'check'}
        onRun={() => void props.actions.checkNow()}
      />
      <Hints
        hints={props.attempt.hints}
        canOpen={props.isOwn && isRunning()}
        busy={props.actions.busy()}
        onOpen={props.actions.openHint}
      />
    </>
  )
}
