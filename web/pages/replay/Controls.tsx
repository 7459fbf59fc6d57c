import Link from 'lucide-solid/icons/link-2'
import Pause from 'lucide-solid/icons/pause'
import Play from 'lucide-solid/icons/play'
import RotateCcw from 'lucide-solid/icons/rotate-ccw'
import { For, Show } from 'solid-js'
import { SPEEDS } from '../../replay/player.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { clock } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import type { ReplayControl } from './controller.ts'

const speedWords = (speed: number) => `${speed === 0.5 ? '½' : speed}×`

/** Play, time, speed, idle; and the keys that do more. */
export const Controls = (props: { replay: ReplayControl }) => {
  const state = () => props.replay.state()
  const isPlaying = () => state()?.playing ?? false
  const isEnded = () => state()?.phase === 'ended'
  const label = () => (isPlaying() ? 'Pause' : isEnded() ? 'Play again' : 'Play')
  const icon = () => (isPlaying() ? Pause : isEnded() ? RotateCcw : Play)
  return (
    <div class="replay-controls">
      <button
        type="button"
        class="replay-play"
        aria-label={label()}
        title={`${label()} (Space)`}
        disabled={state() === null}
        onClick={props.replay.toggle}
      >
        <Icon of={icon()} size={15} />
      </button>
      <span class="num">
        <strong>{clock(props.replay.position())}</strong> / {clock(props.replay.duration())}
      </span>
      <label class="replay-speed">
        <span class="sr-only">Speed</span>
        <select
          value={String(state()?.speed ?? 1)}
          onChange={event => props.replay.player()?.setSpeed(Number(event.currentTarget.value))}
        >
          <For each={SPEEDS}>
            {speed => <option value={String(speed)}>{speedWords(speed)}</option>}
          </For>
        </select>
      </label>
      <button
        type="button"
        class="replay-toggle"
        aria-pressed={state()?.skipIdle ?? false}
        title="Leaves out time in which nothing happened (I)"
        onClick={() => props.replay.run({ do: 'skipIdle' })}
      >
        Skip idle
      </button>
      <Show when={props.replay.hasNewer()}>
        <Button size="sm" busy={props.replay.loading()} onClick={() => void props.replay.reload()}>
          Load newer
        </Button>
      </Show>
      <span class="replay-keys" aria-hidden="true">
        <span>
          <kbd>← →</kbd> seek
        </span>
        <span>
          <kbd>, .</kbd> frame
        </span>
        <span>
          <kbd>/</kbd> search
        </span>
        <span>
          <kbd>c</kbd> comment
        </span>
      </span>
      <span class="replay-controls-end">
        <IconButton
          icon={Link}
          size="sm"
          label="Copy a link to this moment"
          onClick={() => void props.replay.copyLink()}
        />
        <Button
          size="sm"
          variant="quiet"
          title="Keys (?)"
          onClick={() => props.replay.setHelping(true)}
        >
          Keys
        </Button>
      </span>
    </div>
  )
}
