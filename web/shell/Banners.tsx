import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import WifiOff from 'lucide-solid/icons/wifi-off'
import { type JSX, Show } from 'solid-js'
import type { Connection } from '../api/notices.ts'
import { useStatus } from '../api/queries.ts'
import { Icon, type IconType } from '../ui/Icon.tsx'

/** What is wrong with the whole, and what still works. */
export const Banners = (props: { connection: Connection }) => {
  const status = useStatus()
  const engine = () => {
    const known = status.isPending ? undefined : status.data
    return known && !known.engine.ok ? known.engine : undefined
  }
  return (
    <div class="banners" role="status">
      <Show when={props.connection === 'lost'}>
        <Banner icon={WifiOff} tone="wait" title="Connection lost, trying again.">
          What you see may be a little old. Nothing you typed is lost.
        </Banner>
      </Show>
      <Show when={props.connection !== 'lost' && engine()}>
        {engine => (
          <Banner icon={TriangleAlert} tone="fail" title="The container engine does not answer.">
            Labs can not start or be reached. Your path, recordings, replay and reviews still work.{' '}
            {engine().detail}
          </Banner>
        )}
      </Show>
    </div>
  )
}

const Banner = (props: {
  icon: IconType
  tone: 'wait' | 'fail'
  title: string
  children: JSX.Element
}) => (
  <div class={`banner banner-${props.tone}`}>
    <Icon of={props.icon} />
    <p>
      <strong>{props.title}</strong> {props.children}
    </p>
  </div>
)
