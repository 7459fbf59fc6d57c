import { createSignal, For, Show } from 'solid-js'
import type { AttemptView } from '../../../server/exercises/view.ts'
import type { TerminalState } from '../../../server/terminals/view.ts'
import { Button, LinkButton } from '../../ui/Button.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useNow } from '../../ui/Now.tsx'
import { Countdown } from '../../ui/Time.tsx'
import type { Actions } from './actions.ts'
import { allGreen, clockTone, verdictOf, watchChip } from './words.ts'

/** The bar's right side: recorded and by whom watched, the clock, and how to end. */
export const HeaderActions = (props: {
  attempt: AttemptView
  isOwn: boolean
  /** What the shown terminal's server tells; null before it has. */
  state: TerminalState | null
  actions: Actions
}) => {
  const now = useNow()
  const [asking, setAsking] = createSignal(false)
  const isReady = () => props.attempt.lab.state === 'ready'
  const watched = () => watchChip(props.state, props.isOwn ? null : props.attempt.lab.owner.handle)
  const until = () => (isReady() ? props.attempt.lab.expiresAt : null)
  const finish = () => {
    const isSolved = props.attempt.state === 'solved'
    if (isSolved || allGreen(props.attempt.checks)) void props.actions.finish()
    else setAsking(true)
  }
  return (
    <>
      <Show when={isReady() && watched()}>
        {chip => (
          <Chip tone={chip().tone} title={chip().title} dot="fail">
            {chip().text}
          </Chip>
        )}
      </Show>
      <Show when={until()}>
        {until => (
          <Chip tone={clockTone(until() - now())}>
            <span class="work-clock">
              <Countdown until={until()} />
            </span>{' '}
            left
          </Chip>
        )}
      </Show>
      <Show when={props.isOwn && isReady()}>
        <Show when={until()}>
          <Button
            busy={props.actions.busy() === 'extend'}
            onClick={() => void props.actions.extend()}
          >
            Extend
          </Button>
        </Show>
        <Button
          variant="primary"
          busy={props.actions.busy() === 'finish'}
          title={
            props.attempt.state === 'solved' ? 'Ends the lab; the recording is kept' : undefined
          }
          onClick={finish}
        >
          Finish
        </Button>
      </Show>
      <Show when={!isReady() && props.attempt.state !== 'running'}>
        <LinkButton href={`/recordings/${props.attempt.labId}`}>Watch the recording</LinkButton>
      </Show>
      <FinishDialog
        attempt={props.attempt}
        open={asking()}
        onOpenChange={setAsking}
        onFinish={() => {
          setAsking(false)
          void props.actions.finish()
        }}
      />
    </>
  )
}

const FinishDialog = (props: {
  attempt: AttemptView
  open: boolean
  onOpenChange: (open: boolean) => void
  onFinish: () => void
}) => {
  const open = () => props.attempt.checks.filter(check => check.status !== 'pass')
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title="Finish without solving it?"
      description="Not everything is green yet. Finishing ends the lab and shows you the debrief; the recording is kept. You can try the exercise again."
      actions={
        <>
          <Button onClick={() => props.onOpenChange(false)}>Go on working</Button>
          <Button variant="danger" onClick={props.onFinish}>
            Finish anyway
          </Button>
        </>
      }
    >
      <ul class="work-open-checks">
        <For each={open()}>
          {check => (
            <li>
              {check.title}: <span class="muted">{verdictOf(check)}</span>
            </li>
          )}
        </For>
      </ul>
    </Dialog>
  )
}
