import { createMemo } from 'solid-js'
import { clock, duration, exactTime, relativeTime } from './format.ts'
import { useNow } from './Now.tsx'

/** "25 minutes ago", the exact time on hover and for machines. */
export const Time = (props: { at: number }) => {
  const now = useNow()
  const words = createMemo(() => relativeTime(props.at, now()))
  return (
    <time dateTime={new Date(props.at).toISOString()} title={exactTime(props.at)}>
      {words()}
    </time>
  )
}

/** "21 min 40 s". */
export const Duration = (props: { ms: number }) => (
  <time class="num" dateTime={`PT${Math.round(props.ms / 1000)}S`}>
    {duration(props.ms)}
  </time>
)

/** Time left until `until`, as a clock. */
export const Countdown = (props: { until: number }) => {
  const now = useNow()
  return (
    <time class="num" role="timer" title={`Ends ${exactTime(props.until)}`}>
      {clock(props.until - now())}
    </time>
  )
}

/** Time gone since `since`, in words. */
export const Elapsed = (props: { since: number }) => {
  const now = useNow()
  return <Duration ms={Math.max(0, now() - props.since)} />
}
