import Box from 'lucide-solid/icons/box'
import CircleCheck from 'lucide-solid/icons/circle-check'
import CircleDashed from 'lucide-solid/icons/circle-dashed'
import CircleX from 'lucide-solid/icons/circle-x'
import { Match, Show, Switch } from 'solid-js'
import type { ImageView, StatusView } from '../../../server/hosts/view.ts'
import { duration } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { imagePurpose, imageTitle } from './preparing.ts'

const STATES = {
  waiting: { icon: CircleDashed, word: 'waits its turn' },
  building: { icon: Box, word: 'being built' },
  ready: { icon: CircleCheck, word: 'ready' },
  failed: { icon: CircleX, word: 'failed' },
} as const

export const EngineRow = (props: { engine: StatusView['engine'] }) => (
  <div class={`prepared prepared-${props.engine.ok ? 'ready' : 'failed'}`}>
    <Icon of={props.engine.ok ? CircleCheck : CircleX} size={18} />
    <div class="prepared-words">
      <h3>Container engine</h3>
      <p class={props.engine.ok ? 'faint' : 'prepared-error'}>{props.engine.detail}</p>
    </div>
    <span class="faint num">
      {[props.engine.kind, props.engine.version].filter(Boolean).join(' ')}
    </span>
  </div>
)

export const ImageRow = (props: { image: ImageView }) => {
  const state = () => STATES[props.image.state]
  const since = () => duration(props.image.ms)
  return (
    <div class={`prepared prepared-${props.image.state}`}>
      <Icon of={state().icon} size={18} />
      <div class="prepared-words">
        <h3>{imageTitle(props.image.name)}</h3>
        <Switch fallback={<p class="faint">{imagePurpose(props.image.name)}</p>}>
          <Match when={props.image.state === 'failed'}>
            <p class="prepared-error">{props.image.error ?? 'It could not be built.'}</p>
          </Match>
          <Match when={props.image.state === 'building'}>
            <p class="faint">{props.image.stage}</p>
            <Progress label={imageTitle(props.image.name)} value={props.image.progress} />
          </Match>
        </Switch>
      </div>
      <span class="faint num">
        <Show when={props.image.state === 'building'} fallback={state().word}>
          {Math.round(props.image.progress * 100)} % · {since()}
        </Show>
      </span>
    </div>
  )
}
