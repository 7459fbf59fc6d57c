import { type Component, createMemo, createSignal, type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { patiently } from '../api/patiently.ts'

/**
 * A component whose code comes when it is first shown, or preloaded. In place of Solid's `lazy`,
 * which needs a Suspense boundary: a query read under one takes the whole page off the document
 * at every fetch, and with it the focus and the scroll position. A failure goes to the nearest
 * ErrorBoundary, after a few tries; showing the component again tries again.
 */
export const lazyComponent = <Props extends object>(
  load: () => Promise<Component<Props>>,
  wait: () => JSX.Element = () => null,
) => {
  let loading: Promise<void> | undefined
  const [loaded, setLoaded] = createSignal<Component<Props>>()

  const preload = (): Promise<void> => {
    loading ??= patiently(load)
      .then(component => {
        setLoaded(() => component)
      })
      .finally(() => {
        loading = undefined
      })
    return loading
  }

  const Lazy = (props: Props) => {
    const [failure, setFailure] = createSignal<{ thrown: unknown }>()
    if (!loaded()) preload().catch((thrown: unknown) => setFailure({ thrown }))
    const component = createMemo(() => {
      const failed = failure()
      if (failed) throw failed.thrown
      return loaded()
    })
    return (
      <Show when={component()} fallback={wait()}>
        {component => <Dynamic component={component()} {...props} />}
      </Show>
    )
  }
  return Object.assign(Lazy, { preload: () => void preload().catch(() => {}) })
}
