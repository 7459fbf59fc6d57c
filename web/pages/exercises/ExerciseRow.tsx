import { useLocation } from '@solidjs/router'
import Play from 'lucide-solid/icons/play'
import { createEffect, For, Match, Show, Switch } from 'solid-js'
import type { ExerciseCard } from '../../../server/exercises/view.ts'
import { useCan } from '../../shell/Session.tsx'
import { Button, LinkButton } from '../../ui/Button.tsx'
import { Chip, type Tone } from '../../ui/Chip.tsx'
import { Difficulty } from './Difficulty.tsx'
import { STATE_WORDS } from './filter.ts'
import { StartProblem } from './StartProblem.tsx'
import { useStartAttempt } from './start-attempt.ts'

const TONES: Record<ExerciseCard['own']['state'], Tone> = {
  new: 'neutral',
  running: 'accent',
  tried: 'wait',
  solved: 'pass',
}

/** What one will practise, how hard and how long; and the way in. Never what is broken. */
export const ExerciseRow = (props: { card: ExerciseCard }) => {
  const location = useLocation()
  const start = useStartAttempt()
  const linked = () => location.hash === `#${props.card.slug}`
  let row: HTMLLIElement | undefined
  createEffect(() => linked() && row?.scrollIntoView({ block: 'center' }))
  return (
    <li id={props.card.slug} class="exercise" classList={{ 'exercise-linked': linked() }} ref={row}>
      <div class="exercise-words">
        <div class="exercise-head">
          <h2 class="exercise-title">{props.card.title}</h2>
          <Show when={props.card.own.state !== 'new'}>
            <Chip tone={TONES[props.card.own.state]} dot>
              {STATE_WORDS[props.card.own.state]}
            </Chip>
          </Show>
        </div>
        <p class="muted">{props.card.practises}</p>
        <ul class="exercise-facts">
          <li>
            <Difficulty level={props.card.difficulty} />
          </li>
          <li>about {props.card.minutes} min</li>
          <Show when={props.card.subrole}>{subrole => <li>sub-role {subrole()}</li>}</Show>
          <li class="exercise-skills">
            <For each={props.card.skills}>{skill => <span class="skill">{skill}</span>}</For>
          </li>
        </ul>
      </div>
      <div class="exercise-start">
        <StartButton
          card={props.card}
          busy={start.isPending}
          onStart={() => start.mutate(props.card.slug)}
        />
      </div>
      <Show when={start.isPending}>
        <p class="exercise-note" role="status">
          Making your lab: a private network, its hosts, then the fault. About 5 s.
        </p>
      </Show>
      <Show when={start.isError}>
        <StartProblem error={start.error} />
      </Show>
    </li>
  )
}

const StartButton = (props: { card: ExerciseCard; busy: boolean; onStart: () => void }) => {
  const can = useCan()
  return (
    <Switch
      fallback={
        <Button
          icon={Play}
          variant={props.card.own.state === 'new' ? 'primary' : 'plain'}
          busy={props.busy}
          onClick={() => props.onStart()}
        >
          {props.card.own.state === 'new' ? 'Start' : 'Start again'}
        </Button>
      }
    >
      <Match when={props.card.own.state === 'running' && props.card.own.attemptId}>
        {attempt => (
          <LinkButton href={`/labs/${attempt()}`} variant="primary" icon={Play}>
            Continue
          </LinkButton>
        )}
      </Match>
      <Match when={!can('attempt:start')}>
        <p class="exercise-why">Opens once a maintainer makes you an apprentice</p>
      </Match>
      <Match when={props.card.notReady}>{why => <p class="exercise-why">{why()}</p>}</Match>
    </Switch>
  )
}
