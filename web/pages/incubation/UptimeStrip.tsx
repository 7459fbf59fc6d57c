import { For, Index } from 'solid-js'
import type { UptimeCell } from '../../../server/incubation/view.ts'
import { CELL_WORDS, cellWords, stripWords } from './strip.ts'
import './strip.css'

/** Uptime at a glance. A cell's height says what its colour says. */
export const UptimeStrip = (props: { cells: readonly UptimeCell[]; tall?: boolean }) => (
  <div
    class="strip"
    classList={{ 'strip-tall': props.tall ?? false }}
    role="img"
    aria-label={stripWords(props.cells)}
  >
    <Index each={props.cells}>
      {cell => <i class={`cell cell-${cell().state}`} title={cellWords(cell())} />}
    </Index>
  </div>
)

const LEGEND: readonly UptimeCell['state'][] = ['up', 'mixed', 'down', 'none']

export const StripLegend = () => (
  <ul class="legend">
    <For each={LEGEND}>
      {state => (
        <li>
          <span class="legend-cell">
            <i class={`cell cell-${state}`} />
          </span>
          {CELL_WORDS[state]}
        </li>
      )}
    </For>
  </ul>
)
