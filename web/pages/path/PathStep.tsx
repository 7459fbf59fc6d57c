import { A } from '@solidjs/router'
import ArrowRight from 'lucide-solid/icons/arrow-right'
import Check from 'lucide-solid/icons/check'
import ChevronRight from 'lucide-solid/icons/chevron-right'
import { For, Show } from 'solid-js'
import type { EvidenceView, PathView } from '../../../server/people/view.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Time } from '../../ui/Time.tsx'
import { evidenceIcon } from './evidence-kinds.ts'

type Step = PathView['steps'][number]

const STATE_WORDS = { done: 'Done', current: 'You are here', ahead: 'Ahead' } as const
const OTHER_WORDS = { ...STATE_WORDS, current: 'Under way' } as const

const NOTHING_YET = {
  done: 'Nothing was recorded for this step.',
  current: 'Nothing yet. What you do will be listed here.',
  ahead: 'Nothing yet; it opens up with the step before.',
} as const

/** One step of the journey: its marker, its evidence, and what comes next in it. */
export const PathStep = (props: { step: Step; own: boolean }) => (
  <li class={`step step-${props.step.state}`}>
    <span class="step-mark" aria-hidden="true">
      <Show when={props.step.state === 'done'} fallback={props.step.step}>
        <Icon of={Check} size={14} />
      </Show>
    </span>
    <div class="step-body">
      <div class="step-head">
        <h2 class="step-title">{props.step.title}</h2>
        <span class="step-state">{(props.own ? STATE_WORDS : OTHER_WORDS)[props.step.state]}</span>
      </div>
      <Show when={props.own && props.step.next}>
        {next => (
          <A class="step-next" href={next().href}>
            <span>
              <strong>{next().text}</strong>
              <span class="step-why">{next().why}</span>
            </span>
            <Icon of={ArrowRight} />
          </A>
        )}
      </Show>
      <Show
        when={props.step.evidence.length > 0}
        fallback={<p class="step-none">{NOTHING_YET[props.step.state]}</p>}
      >
        <ul class="evidence">
          <For each={props.step.evidence}>{evidence => <EvidenceRow evidence={evidence} />}</For>
        </ul>
      </Show>
    </div>
  </li>
)

const EvidenceRow = (props: { evidence: EvidenceView }) => (
  <li>
    <A class="evidence-row" href={props.evidence.href}>
      <Icon of={evidenceIcon(props.evidence.kind)} />
      <span class="evidence-title">{props.evidence.title}</span>
      <span class="evidence-at">
        <Time at={props.evidence.at} />
      </span>
      <Icon of={ChevronRight} size={14} />
    </A>
  </li>
)
