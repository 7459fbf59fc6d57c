import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { type JSX, Show } from 'solid-js'
import { problemOf } from '../api/client.ts'
import { Button, LinkButton } from './Button.tsx'
import { Icon } from './Icon.tsx'
import './states.css'

/** What happened, and what to do. `error` is anything thrown; the API's problems speak for themselves. */
export const ErrorState = (props: {
  error: unknown
  title?: string
  onRetry?: () => void
  actions?: JSX.Element
}) => {
  const problem = () => problemOf(props.error)
  // What is not there, or not allowed, is neither a moment later.
  const final = () => problem().status === 403 || problem().status === 404
  return (
    <div class="state state-error" role="alert">
      <Icon of={TriangleAlert} size={28} />
      <h2 class="state-title">{props.title ?? problem().title}</h2>
      <p class="state-text">{problem().detail}</p>
      <div class="state-actions">
        <Show when={final() ? undefined : props.onRetry}>
          {retry => <Button onClick={() => retry()()}>Try again</Button>}
        </Show>
        <Show when={final()}>
          <LinkButton href="/">To your path</LinkButton>
        </Show>
        {props.actions}
      </div>
      <Show when={problem().status >= 500 && problem().requestId}>
        {id => <p class="faint">For whoever looks into it: request {id()}</p>}
      </Show>
    </div>
  )
}
