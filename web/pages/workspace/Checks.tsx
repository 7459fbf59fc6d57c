import CircleAlert from 'lucide-solid/icons/circle-alert'
import CircleCheck from 'lucide-solid/icons/circle-check'
import CircleDashed from 'lucide-solid/icons/circle-dashed'
import CircleX from 'lucide-solid/icons/circle-x'
import Clock from 'lucide-solid/icons/clock'
import { createEffect, createSignal, Index, on, Show } from 'solid-js'
import type { CheckView } from '../../../server/exercises/view.ts'
import { Button } from '../../ui/Button.tsx'
import { duration, exactTime } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useNow } from '../../ui/Now.tsx'
import { flips, seenWords, verdictOf } from './words.ts'

const LOOKS = {
  pass: { icon: CircleCheck, class: 'is-pass' },
  fail: { icon: CircleX, class: 'is-fail' },
  error: { icon: CircleAlert, class: 'is-wait' },
  waiting: { icon: Clock, class: 'is-wait' },
  none: { icon: CircleDashed, class: 'is-none' },
} as const

/** What must become and stay true, with what was seen last; turns by itself. */
export const Checks = (props: {
  checks: readonly CheckView[]
  canRun: boolean
  busy: boolean
  onRun: () => void
}) => {
  const [news, setNews] = createSignal('')
  const copies = () => props.checks.map(check => ({ ...check }))
  createEffect(
    on(copies, (after, before) => {
      const said = flips(before ?? [], after)
      if (said.length > 0) setNews(said.join(' '))
    }),
  )
  const green = () => props.checks.filter(check => check.status === 'pass').length
  return (
    <section class="work-section" aria-label="Checks">
      <h2 class="work-heading">
        <span>What must become true</span>
        <span class="num">
          {green()} of {props.checks.length}
        </span>
      </h2>
      <ul>
        <Index each={props.checks}>{check => <Check check={check()} />}</Index>
      </ul>
      <Show when={props.canRun}>
        <Button class="work-run" size="sm" busy={props.busy} onClick={props.onRun}>
          Check now
        </Button>
      </Show>
      <div class="sr-only" role="status" aria-live="polite">
        {news()}
      </div>
    </section>
  )
}

const Check = (props: { check: CheckView }) => {
  const now = useNow()
  const look = () => LOOKS[props.check.status ?? 'none']
  return (
    <li class="work-check">
      <span class={look().class} title={verdictOf(props.check)}>
        <Icon of={look().icon} size={18} />
        <span class="sr-only">{verdictOf(props.check)}</span>
      </span>
      <div>
        <div class="work-name">{props.check.title}</div>
        <div class="work-note">{seenWords(props.check)}</div>
      </div>
      <Show when={props.check.at}>
        {at => (
          <time class="work-age" title={`Looked at ${exactTime(at())}`}>
            {duration(Math.max(0, Math.round((now() - at()) / 1000) * 1000)).replace(
              /^0 ms$/,
              'now',
            )}
          </time>
        )}
      </Show>
    </li>
  )
}
