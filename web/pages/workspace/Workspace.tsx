import { useParams } from '@solidjs/router'
import { createSignal, Match, Show, Switch } from 'solid-js'
import type { AttemptView } from '../../../server/exercises/view.ts'
import type { TerminalState } from '../../../server/terminals/view.ts'
import { useAttempt } from '../../api/queries.ts'
import { useSession } from '../../shell/Session.tsx'
import { TerminalTabs } from '../../terminal/TerminalTabs.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Page } from '../../ui/Page.tsx'
import { createActions } from './actions.ts'
import { Briefing } from './Briefing.tsx'
import { HeaderActions } from './HeaderActions.tsx'
import { Outcome } from './Outcome.tsx'
import { SplitView } from './SplitView.tsx'
import { Starting } from './Starting.tsx'
import { labChip } from './words.ts'
import './workspace.css'

/** One attempt at an exercise: what is asked, and the terminals to do it in. */
export const Workspace = () => {
  const params = useParams<{ attemptId: string }>()
  return (
    <Show when={params.attemptId} keyed>
      {id => <WorkspaceFor id={id} />}
    </Show>
  )
}

const WorkspaceFor = (props: { id: string }) => {
  const attempt = useAttempt(props.id)
  return (
    <Loaded query={attempt} errorTitle="This lab can't be shown">
      {attempt => <WorkspaceOf attempt={attempt()} />}
    </Loaded>
  )
}

const WorkspaceOf = (props: { attempt: AttemptView }) => {
  const session = useSession()
  const actions = createActions(() => props.attempt)
  const [state, setState] = createSignal<TerminalState | null>(null)
  const lab = () => props.attempt.lab
  const isOwn = () => lab().owner.id === session().member.id
  const isOver = () => lab().state === 'ending' || lab().state === 'ended'

  return (
    <Page
      title={props.attempt.title}
      crumbs={[{ label: 'Exercises', href: '/exercises' }]}
      bleed
      meta={
        <Chip tone={labChip(lab()).tone} dot>
          {labChip(lab()).text}
        </Chip>
      }
      actions={
        <HeaderActions attempt={props.attempt} isOwn={isOwn()} state={state()} actions={actions} />
      }
    >
      <SplitView
        label="Ticket and checks"
        side={<Briefing attempt={props.attempt} isOwn={isOwn()} actions={actions} />}
        sideTab="Ticket"
        mainTab={isOver() ? 'Result' : 'Terminal'}
      >
        <Switch fallback={<Starting lab={lab()} />}>
          <Match when={lab().state === 'ready'}>
            <TerminalTabs
              labId={lab().id}
              hosts={lab().hosts}
              canType={isOwn()}
              onState={setState}
            />
          </Match>
          <Match when={isOver()}>
            <div class="work-result">
              <Outcome attempt={props.attempt} isOwn={isOwn()} />
            </div>
          </Match>
        </Switch>
      </SplitView>
      <Show when={lab().state === 'ready' && state()?.recording === false}>
        <p class="sr-only" role="alert">
          This terminal is not being recorded.
        </p>
      </Show>
    </Page>
  )
}
