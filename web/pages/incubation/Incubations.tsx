import { A } from '@solidjs/router'
import Egg from 'lucide-solid/icons/egg'
import Plus from 'lucide-solid/icons/plus'
import { createSignal, For, type JSX, Show } from 'solid-js'
import type { IncubationSummary } from '../../../server/incubation/view.ts'
import { useIncubations } from '../../api/queries.ts'
import { useCan } from '../../shell/Session.tsx'
import { Avatar } from '../../ui/Avatar.tsx'
import { Button } from '../../ui/Button.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { percent } from '../../ui/format.ts'
import { Loaded } from '../../ui/Loaded.tsx'
import { Page } from '../../ui/Page.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { Time } from '../../ui/Time.tsx'
import './incubation.css'
import { StartIncubation } from './StartIncubation.tsx'
import { UptimeStrip } from './UptimeStrip.tsx'
import { standing } from './words.ts'

export const Incubations = () => {
  const incubations = useIncubations()
  const can = useCan()
  const [starting, setStarting] = createSignal(false)
  const startButton = () => (
    <Show when={can('incubation:manage')}>
      <Button icon={Plus} variant="primary" onClick={() => setStarting(true)}>
        Start an incubation
      </Button>
    </Show>
  )
  return (
    <Page title="Incubation" actions={startButton()}>
      <Loaded query={incubations} skeleton={<SkeletonRows rows={3} height="112px" />}>
        {incubations => (
          <ul class="incubations">
            <For each={incubations()} fallback={<NoIncubations action={startButton()} />}>
              {incubation => <IncubationRow incubation={incubation} />}
            </For>
          </ul>
        )}
      </Loaded>
      <Show when={starting()}>
        <StartIncubation onClose={() => setStarting(false)} />
      </Show>
    </Page>
  )
}

const IncubationRow = (props: { incubation: IncubationSummary }) => (
  <li>
    <A class="incubation" href={`/incubation/${props.incubation.id}`}>
      <div class="incubation-head">
        <h2 class="incubation-name">{props.incubation.name}</h2>
        <Chip tone={standing(props.incubation).tone} dot>
          {standing(props.incubation).label}
        </Chip>
        <span class="incubation-share num">
          <Show when={props.incubation.uptime !== null} fallback="no probe yet">
            {percent(props.incubation.uptime ?? 0)} up
          </Show>
        </span>
      </div>
      <UptimeStrip cells={props.incubation.strip} />
      <div class="incubation-foot">
        <span class="person">
          <Avatar name={props.incubation.member.name} size="sm" />
          {props.incubation.member.name}
        </span>
        <Show when={props.incubation.state !== 'closed' && props.incubation.last}>
          {last => (
            <span class="incubation-last">
              {last().seen} · <Time at={last().at} />
            </span>
          )}
        </Show>
        <span class="incubation-period">
          {props.incubation.state === 'closed' ? 'ended' : 'ends'}{' '}
          <Time at={props.incubation.endsAt} />
        </span>
      </div>
    </A>
  </li>
)

const NoIncubations = (props: { action: JSX.Element }) => (
  <li>
    <EmptyState icon={Egg} title="No service is in incubation" actions={props.action}>
      In an incubation an apprentice runs a small service of their own for some weeks, on a host
      that stays. A probe watches it, observers take notes, and a maintainer gives the verdict.
    </EmptyState>
  </li>
)
