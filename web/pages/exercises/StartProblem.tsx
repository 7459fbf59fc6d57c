import { Show } from 'solid-js'
import { problemOf } from '../../api/client.ts'
import { useAttempts } from '../../api/queries.ts'
import { LinkButton } from '../../ui/Button.tsx'

/** Why it did not start; where another lab is in the way, the way to that lab. */
export const StartProblem = (props: { error: unknown }) => {
  const attempts = useAttempts()
  const problem = () => problemOf(props.error)
  const running = () =>
    problem().status === 409 && !attempts.isPending
      ? attempts.data?.find(attempt => attempt.state === 'running')
      : undefined
  return (
    <div class="exercise-note exercise-problem" role="alert">
      <p>{problem().detail}</p>
      <Show when={running()}>
        {attempt => (
          <LinkButton href={`/labs/${attempt().id}`} size="sm">
            Go to “{attempt().title}”
          </LinkButton>
        )}
      </Show>
    </div>
  )
}
