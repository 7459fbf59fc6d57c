import { type JSX, Match, Switch } from 'solid-js'
import { ErrorState } from './ErrorState.tsx'
import { SkeletonRows } from './Skeleton.tsx'

/** The parts of a solid-query result that a list or page needs. */
type Query<T> = {
  readonly isPending: boolean
  readonly isError: boolean
  readonly error: unknown
  readonly data: T | undefined
  refetch: () => unknown
}

/**
 * The three states of everything that comes from the server: a skeleton, an error that can be tried
 * again, or the thing. What was once loaded stays on screen while a later try fails.
 */
export const Loaded = <T,>(props: {
  query: Query<T>
  skeleton?: JSX.Element
  errorTitle?: string
  children: (data: () => T) => JSX.Element
}) => {
  const data = () => (props.query.isPending ? undefined : props.query.data)
  return (
    <Switch fallback={props.skeleton === undefined ? <SkeletonRows /> : props.skeleton}>
      <Match when={data()}>{data => props.children(data as () => T)}</Match>
      <Match when={props.query.isError}>
        <ErrorState
          error={props.query.error}
          title={props.errorTitle}
          onRetry={() => void props.query.refetch()}
        />
      </Match>
    </Switch>
  )
}
