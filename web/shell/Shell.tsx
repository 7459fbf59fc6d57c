import { type RouteSectionProps, useLocation } from '@solidjs/router'
import { createSignal, ErrorBoundary, Match, onMount, Show, Switch } from 'solid-js'
import { problemOf } from '../api/client.ts'
import { useNotices } from '../api/notices.ts'
import { useSessionQuery } from '../api/queries.ts'
import { SignedOut } from '../pages/enter/SignedOut.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { lazyComponent } from '../ui/lazy.tsx'
import { showToast } from '../ui/Toast.tsx'
import { Announcer } from './Announcer.tsx'
import { Banners } from './Banners.tsx'
import { isFocusPage } from './destinations.ts'
import { createShortcut } from './keyboard.ts'
import { PageFailed } from './PageFailed.tsx'
import { Rail } from './Rail.tsx'
import { SessionProvider } from './Session.tsx'
import './shell.css'

/** Everything behind the sign-in: asks who is there, then draws rail, banners and the page. */
export const Shell = (props: RouteSectionProps) => {
  const session = useSessionQuery()
  const signedOut = () => session.isError && problemOf(session.error).status === 401
  const who = () => (session.isPending ? undefined : session.data)
  return (
    <Switch fallback={<div class="shell-wait" aria-busy="true" />}>
      <Match when={signedOut()}>
        <SignedOut />
      </Match>
      <Match when={who()}>
        {who => (
          <SessionProvider session={who}>
            <Frame>{props.children}</Frame>
          </SessionProvider>
        )}
      </Match>
      <Match when={session.isError}>
        <main class="shell-wait">
          <ErrorState error={session.error} onRetry={() => void session.refetch()} />
        </main>
      </Match>
    </Switch>
  )
}

const Palette = lazyComponent(async () => (await import('./Palette.tsx')).Palette)

/** Its code did not come: the page goes on without, and the next try may go well. */
const PaletteFailed = (props: { onClose: () => void }) => {
  onMount(() => {
    showToast('error', 'The search could not be shown', 'Try again in a moment.')
    props.onClose()
  })
  return null
}

const Frame = (props: { children: RouteSectionProps['children'] }) => {
  const connection = useNotices()
  const location = useLocation()
  const [searching, setSearching] = createSignal(false)
  createShortcut('k', () => setSearching(true))
  let main: HTMLElement | undefined

  return (
    <div class="shell" classList={{ 'shell-focus': isFocusPage(location.pathname) }}>
      <button type="button" class="skip" onClick={() => main?.focus()}>
        Skip to the page
      </button>
      <Rail onSearch={() => setSearching(true)} />
      <div class="shell-column">
        <Banners connection={connection()} />
        <main id="main" class="shell-main" tabIndex={-1} ref={main}>
          <ErrorBoundary fallback={(error, reset) => <PageFailed error={error} onLeave={reset} />}>
            {props.children}
          </ErrorBoundary>
        </main>
      </div>
      <Announcer focus={() => main?.focus({ preventScroll: true })} />
      <Show when={searching()}>
        <ErrorBoundary fallback={<PaletteFailed onClose={() => setSearching(false)} />}>
          <Palette onClose={() => setSearching(false)} />
        </ErrorBoundary>
      </Show>
    </div>
  )
}
