import { useNavigate } from '@solidjs/router'
import { useQueryClient } from '@tanstack/solid-query'
import { createSignal, onMount, Show } from 'solid-js'
import type { StatusView } from '../../../server/hosts/view.ts'
import type { SessionView } from '../../../server/people/view.ts'
import { get, type Problem, post, problemOf } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { Door } from './Door.tsx'
import { firstPage, tokenOf } from './first-page.ts'
import { LinkFailed } from './LinkFailed.tsx'
import { SignedOut } from './SignedOut.tsx'

/**
 * Signs in by a one-time link. The token comes after the `#`, which browsers and link previews
 * never send; it leaves the address and the history before it is used.
 */
export const Enter = () => {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [token, setToken] = createSignal<string | null>(null)
  const [problem, setProblem] = createSignal<Problem>()
  const [asked, setAsked] = createSignal(false)

  const signIn = async () => {
    setProblem(undefined)
    try {
      await post('/session', { token: token() })
      // Whoever was signed in before leaves nothing behind.
      client.clear()
      const [session, status] = await Promise.all([
        get<SessionView>('/session'),
        get<StatusView>('/status'),
      ])
      client.setQueryData(keys.session, session)
      client.setQueryData(keys.status, status)
      navigate(firstPage(session, status), { replace: true })
    } catch (thrown) {
      setProblem(problemOf(thrown))
    }
  }

  onMount(() => {
    document.title = 'Sign in · Hatchery'
    setToken(tokenOf(location.hash))
    setAsked(true)
    if (token() === null) return
    history.replaceState(history.state, '', location.pathname)
    void signIn()
  })
  return (
    <Show when={asked()}>
      <Show when={token()} fallback={<SignedOut />}>
        <Show
          when={problem()}
          fallback={
            <Door title="Signing you in">
              <p aria-live="polite">One moment.</p>
            </Door>
          }
        >
          {problem => <LinkFailed problem={problem()} onRetry={() => void signIn()} />}
        </Show>
      </Show>
    </Show>
  )
}
