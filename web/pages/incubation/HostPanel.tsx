import { createSignal, Match, Show, Switch } from 'solid-js'
import type { IncubationView } from '../../../server/incubation/view.ts'
import type { TerminalState } from '../../../server/terminals/view.ts'
import { useSession } from '../../shell/Session.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { lazyComponent } from '../../ui/lazy.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { watchChip } from '../workspace/words.ts'

/** The terminal's code is most of the page's weight; charter and strip need not wait for it. */
const TerminalTabs = lazyComponent(
  async () => (await import('../../terminal/TerminalTabs.tsx')).TerminalTabs,
  () => <SkeletonRows rows={1} height="120px" />,
)

/** The service's host, in recorded terminals: its administrator types, others watch. */
export const HostPanel = (props: { incubation: IncubationView }) => {
  const session = useSession()
  const own = () => props.incubation.member.id === session().member.id
  const [state, setState] = createSignal<TerminalState | null>(null)
  const watched = () => watchChip(state(), own() ? null : props.incubation.member.handle)
  const lab = () => props.incubation.lab
  return (
    <section class="panel host-panel" aria-label="Host">
      <header class="panel-head">
        <h2 class="section-title">
          {own() ? 'Your host' : `${props.incubation.member.name}’s host`}
        </h2>
        <Show when={lab().state === 'ready' && watched()}>
          {chip => (
            <Chip tone={chip().tone} title={chip().title} dot="fail">
              {chip().text}
            </Chip>
          )}
        </Show>
      </header>
      <Switch
        fallback={
          <div class="panel-body form-grid">
            <p class="muted" role="status">
              The host is coming up: {lab().state}. Usually ready in about 5 s.
            </p>
            <SkeletonRows rows={1} height="120px" />
          </div>
        }
      >
        <Match when={lab().state === 'ended' || lab().state === 'ending'}>
          <p class="panel-body muted">The host is gone. {lab().why ?? ''} Its recording stays.</p>
        </Match>
        <Match when={lab().state === 'ready'}>
          <div class="host-terminals">
            <TerminalTabs labId={lab().id} hosts={lab().hosts} canType={own()} onState={setState} />
          </div>
        </Match>
      </Switch>
    </section>
  )
}
