import { For, Show } from 'solid-js'
import type { IncubationView } from '../../../server/incubation/view.ts'
import { duration, percent } from '../../ui/format.ts'
import { Time } from '../../ui/Time.tsx'
import { StripLegend, UptimeStrip } from './UptimeStrip.tsx'

/** Flips shown before "all": the newest tell how it stands. */
const FEW = 5

/** The probe, its strip, and each time that it flipped. */
export const UptimePanel = (props: { incubation: IncubationView }) => (
  <section class="panel" aria-label="Uptime">
    <header class="panel-head">
      <h2 class="section-title">Uptime</h2>
      <Show
        when={props.incubation.uptime !== null}
        fallback={<span class="faint">no probe yet</span>}
      >
        <span class="uptime-share num">{percent(props.incubation.uptime ?? 0)}</span>
      </Show>
    </header>
    <div class="panel-body uptime">
      <UptimeStrip cells={props.incubation.strip} tall />
      <div class="uptime-ends">
        <Time at={props.incubation.strip[0]?.from ?? props.incubation.startsAt} />
        <StripLegend />
        <Time at={props.incubation.strip.at(-1)?.to ?? props.incubation.endsAt} />
      </div>
      <dl class="facts">
        <dt>Probe</dt>
        <dd>
          <code>{props.incubation.probe.url}</code>, every{' '}
          {duration(props.incubation.probe.everyMs)}
        </dd>
        <dt>Expects</dt>
        <dd>
          <Show when={props.incubation.probe.expect} fallback="an answer with status 200">
            status 200 and <code>{props.incubation.probe.expect}</code> in the page
          </Show>
        </dd>
        <dt>Last</dt>
        <dd>
          <Show when={props.incubation.last} fallback="Not probed yet">
            {last => (
              <>
                <span class={last().up ? 'seen-up' : 'seen-down'}>{last().up ? 'Up' : 'Down'}</span>
                : {last().seen}, in {duration(last().ms)}, <Time at={last().at} />
              </>
            )}
          </Show>
        </dd>
        <dt>Period</dt>
        <dd>
          began <Time at={props.incubation.startsAt} />, ends <Time at={props.incubation.endsAt} />
        </dd>
      </dl>
      <Flips flips={props.incubation.flips} />
    </div>
  </section>
)

const Flips = (props: { flips: IncubationView['flips'] }) => {
  const newest = () => props.flips.toSorted((a, b) => b.at - a.at)
  return (
    <Show when={props.flips.length > 0}>
      <FlipList flips={newest().slice(0, FEW)} />
      <Show when={newest().length > FEW}>
        <details class="flips-more">
          <summary>{newest().length - FEW} earlier changes</summary>
          <FlipList flips={newest().slice(FEW)} />
        </details>
      </Show>
    </Show>
  )
}

const FlipList = (props: { flips: IncubationView['flips'] }) => (
  <ul class="flips">
    <For each={props.flips}>
      {flip => (
        <li class="flip">
          <span class={flip.up ? 'seen-up' : 'seen-down'}>{flip.up ? 'Came up' : 'Went down'}</span>
          <span class="muted">{flip.seen}</span>
          <span class="faint">
            <Time at={flip.at} />
          </span>
        </li>
      )}
    </For>
  </ul>
)
