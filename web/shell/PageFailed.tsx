import { useLocation } from '@solidjs/router'
import { createEffect, on } from 'solid-js'
import { ErrorState } from '../ui/ErrorState.tsx'
import { Page } from '../ui/Page.tsx'

/**
 * A page's code did not come, often because a newer version is being served, or it broke. Loading
 * the address again mends both; drafts are kept. Another page is tried at once.
 */
export const PageFailed = (props: { error: unknown; onLeave: () => void }) => {
  const location = useLocation()
  createEffect(on(() => location.pathname, props.onLeave, { defer: true }))
  return (
    <Page title="This page could not be shown">
      <ErrorState error={props.error} onRetry={() => window.location.reload()} />
    </Page>
  )
}
