import { Show } from 'solid-js'
import type { Problem } from '../../api/client.ts'
import { Button, LinkButton } from '../../ui/Button.tsx'
import { Door } from './Door.tsx'

/** The link did not sign in: whether it is the link's fault, and what to do. */
export const LinkFailed = (props: { problem: Problem; onRetry: () => void }) => {
  // A network fault, a busy server or too many tries: the same link may work in a moment.
  const passing = () =>
    props.problem.status === 0 || props.problem.status === 429 || props.problem.status >= 500
  return (
    <Door title={passing() ? props.problem.title : 'This link no longer works'}>
      <p role="alert">{props.problem.detail}</p>
      <Show
        when={passing()}
        fallback={
          <p>
            Each link signs in once and only for a while, and a newer link ends the older ones. If
            you used it in this browser before, you may still be signed in.
          </p>
        }
      >
        <p>Your link is not used up.</p>
      </Show>
      <div class="door-actions">
        <Show
          when={passing()}
          fallback={
            <LinkButton href="/" variant="primary">
              See whether I am still in
            </LinkButton>
          }
        >
          <Button variant="primary" onClick={() => props.onRetry()}>
            Try again
          </Button>
        </Show>
      </div>
    </Door>
  )
}
