import Check from 'lucide-solid/icons/check'
import { For, Match, Show, Switch } from 'solid-js'
import type { LabView } from '../../../server/labs/view.ts'
import { duration } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Elapsed } from '../../ui/Time.tsx'
import { stagesOf, startNews } from './words.ts'

/** A lab on its way: which stage, what was done, what to expect. */
export const Starting = (props: { lab: LabView }) => (
  <div class="work-starting">
    <div class="work-starting-box">
      <p class="sr-only" role="status">
        {startNews(props.lab)}
      </p>
      <h2>Your lab is starting</h2>
      <p class="muted">
        <Show
          when={props.lab.queuePosition}
          fallback={<>Real hosts, made for you. Usually ready in about 5 s.</>}
        >
          {place => (
            <>
              You are number {place()} in the queue. Places come free when other labs end; this page
              goes on by itself.
            </>
          )}
        </Show>
      </p>
      <ol class="work-stages">
        <For each={stagesOf(props.lab)}>
          {stage => (
            <li class={`work-stage work-stage-${stage.is}`}>
              <span class="work-stage-mark">
                <Switch>
                  <Match when={stage.is === 'done'}>
                    <Icon of={Check} size={14} />
                  </Match>
                  <Match when={stage.is === 'now'}>
                    <span class="spinner" />
                  </Match>
                </Switch>
              </span>
              <span>
                {stage.label}
                <span class="sr-only">{stage.is === 'done' ? ', done' : ''}</span>
              </span>
              <span class="work-note">
                {stage.ms === null ? stage.is !== 'done' && stage.usual : duration(stage.ms)}
              </span>
            </li>
          )}
        </For>
      </ol>
      <p class="work-note">
        <Elapsed since={props.lab.createdAt} /> so far. Read the ticket meanwhile.
      </p>
    </div>
  </div>
)
