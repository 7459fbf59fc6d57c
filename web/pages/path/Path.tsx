import { useParams } from '@solidjs/router'
import { For, Show } from 'solid-js'
import type { PathView } from '../../../server/people/view.ts'
import { usePath } from '../../api/queries.ts'
import { useCan, useSession } from '../../shell/Session.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Page } from '../../ui/Page.tsx'
import { PathStep } from './PathStep.tsx'
import './path.css'

/** The way from newcomer to maintainer: what is done, what is next and why. Own, or a member's. */
export const Path = () => {
  const params = useParams<{ memberId?: string }>()
  const session = useSession()
  return (
    <Show when={params.memberId ?? session().member.id} keyed>
      {id => <PathOf whose={id === session().member.id ? null : id} />}
    </Show>
  )
}

/** `whose` null: one's own. */
const PathOf = (props: { whose: string | null }) => {
  const can = useCan()
  const path = usePath(props.whose)
  const name = () => (path.isPending ? undefined : path.data?.member.name)
  const role = () => (path.isPending ? undefined : path.data?.member.role)
  const title = () => (props.whose === null ? 'Your path' : `${name() ?? 'A member'}’s path`)
  const crumbs = () =>
    props.whose !== null && can('member:list') ? [{ label: 'Members', href: '/members' }] : []
  return (
    <Page title={title()} crumbs={crumbs()} width="md" meta={<Chip>{role() ?? '…'}</Chip>}>
      <Loaded query={path}>
        {path => (
          <>
            <Lead path={path()} own={props.whose === null} />
            <ol class="path">
              <For each={path().steps}>
                {step => <PathStep step={step} own={props.whose === null} />}
              </For>
            </ol>
          </>
        )}
      </Loaded>
    </Page>
  )
}

const Lead = (props: { path: PathView; own: boolean }) => {
  const current = () => props.path.steps.find(step => step.state === 'current')
  const words = () => {
    const step = current()
    return step && `Step ${step.step} of ${props.path.steps.length}: ${step.title}.`
  }
  const greeting = () => (props.own ? `Hello, ${props.path.member.name}` : words())
  return (
    <header class="path-lead">
      <h2 class="path-title">{greeting() ?? 'All three steps are done'}</h2>
      <p class="muted">
        <Show
          when={words()}
          fallback={
            props.own
              ? 'You have come all the way. What helps now is to watch over those who are on it.'
              : 'What counted on the way is listed here, and each of it opens.'
          }
        >
          {words => (
            <>
              {props.own ? words() : ''} Trust grows from things that people can see. Each of them
              is listed here and opens.
            </>
          )}
        </Show>
      </p>
    </header>
  )
}
