import { Index } from 'solid-js'
import './states.css'

/** One grey shape in the place of what is coming. Sizes are CSS lengths. */
export const Skeleton = (props: { width?: string; height?: string }) => (
  <span
    class="skeleton"
    style={{ width: props.width ?? '100%', height: props.height ?? '14px' }}
    aria-hidden="true"
  />
)

/** Rows of them, with words for screen readers. */
export const SkeletonRows = (props: { rows?: number; height?: string; label?: string }) => (
  <div class="skeleton-rows" role="status">
    <span class="sr-only">{props.label ?? 'Loading'}</span>
    <Index each={Array.from({ length: props.rows ?? 4 })}>
      {() => <Skeleton height={props.height ?? '44px'} />}
    </Index>
  </div>
)
