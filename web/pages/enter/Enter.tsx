import { useNavigate } from '@solidjs/router'
import { useQueryClient } from '@tanstack/solid-query'
import { createSignal, onCleanup, onMount, Show } from 'solid-js'
import type { SessionView } from '../../../server/people/view.ts'
import { api, json, type Problem, problemOf } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { Door } from './Door.tsx'
import { firstPage, type Place, tokenOf } from './first-page.ts'
import { LinkFailed } from './LinkFailed.tsx'
import { SignedOut } from './SignedOut.tsx'

/** Asked for owners alone. The link is used up by now: without an answer one still gets in. */
const placeFor = async ({ member }: SessionView): Promise<Place | null> => {
  if (member.role !== 'owner') return null
  const asked = Promise.all([json(api.status.$get()), json(api.members.$get())])
  return asked.then(
    ([status, members]) => ({ status, members: members.length }),
    () => null,
  )
}

/**
 * Signs in by a one-time link. The token comes after the `#`, which browsers and link previews
 * never send; it leaves the address and the history before it is used.
 */
export const Enter = () => {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [token, setToken] = createSignal<string | null>(null)
  const [problem, setProblem] = createSignal<Problem>()

  const land = async (token: string) => {
    const session = await json(api.session.$post({ json: { token } }))
    // Whoever was signed in before leaves nothing behind.
    client.clear()
    client.setQueryData(keys.session, session)
    navigate(firstPage(session, await placeFor(session)), { replace: true })
  }
  const signIn = (token: string) => {
    setProblem(undefined)
    land(token).catch(thrown => setProblem(problemOf(thrown)))
  }
  const readAddress = () => {
    const given = tokenOf(location.hash)
    if (given === null) return
    setToken(given)
    history.replaceState(history.state, '', location.pathname)
    signIn(given)
  }

  onMount(() => {
    document.title = 'Sign in · Hatchery'
    readAddress()
    // A newer link pasted over a failed one changes only what is after the #.
    window.addEventListener('hashchange', readAddress)
  })
  onCleanup(() => window.removeEventListener('hashchange', readAddress))
  return (
    <Show when={token()} fallback={<SignedOut />}>
      {token => (
        <Show when={problem()} fallback={<SigningIn />}>
          {problem => <LinkFailed problem={problem()} onRetry={() => signIn(token())} />}
        </Show>
      )}
    </Show>
  )
}

const SigningIn = () => (
  <Door title="Signing you in">
    <p aria-live="polite">One moment.</p>
  </Door>
)
