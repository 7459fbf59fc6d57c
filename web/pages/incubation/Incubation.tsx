import { useParams } from '@solidjs/router'
import { createSignal, Show } from 'solid-js'
import type { IncubationView } from '../../../server/incubation/view.ts'
import { useIncubation } from '../../api/queries.ts'
import { useCan, useSession } from '../../shell/Session.tsx'
import { Button, LinkButton } from '../../ui/Button.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Markdown } from '../../ui/Markdown.tsx'
import { Page } from '../../ui/Page.tsx'
import { CloseIncubation } from './CloseIncubation.tsx'
import { HostPanel } from './HostPanel.tsx'
import './incubation.css'
import { Observations } from './Observations.tsx'
import { UptimePanel } from './UptimePanel.tsx'
import { standing, VERDICTS } from './words.ts'

/** One service under observation, from charter to verdict. */
export const Incubation = () => {
  const params = useParams<{ id: string }>()
  return (
    <Show when={params.id} keyed>
      {id => <IncubationFor id={id} />}
    </Show>
  )
}

const IncubationFor = (props: { id: string }) => {
  const incubation = useIncubation(props.id)
  const loaded = () => (incubation.isPending ? undefined : incubation.data)
  return (
    <Page
      title={loaded()?.name ?? 'A service'}
      crumbs={[{ label: 'Incubation', href: '/incubation' }]}
      meta={
        <Show when={loaded()}>
          {incubation => (
            <Chip tone={standing(incubation()).tone} dot>
              {standing(incubation()).label}
            </Chip>
          )}
        </Show>
      }
      actions={<Show when={loaded()}>{incubation => <Actions incubation={incubation()} />}</Show>}
    >
      <Loaded query={incubation}>
        {incubation => (
          <div class="incubation-page">
            <div class="incubation-main">
              <Verdict incubation={incubation()} />
              <UptimePanel incubation={incubation()} />
              <HostPanel incubation={incubation()} />
            </div>
            <div class="incubation-side">
              <section class="panel">
                <header class="panel-head">
                  <h2 class="section-title">Charter</h2>
                </header>
                <div class="panel-body">
                  <Markdown source={incubation().charter} />
                </div>
              </section>
              <Observations incubation={incubation()} />
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  )
}

const Actions = (props: { incubation: IncubationView }) => {
  const can = useCan()
  const session = useSession()
  const [closing, setClosing] = createSignal(false)
  const mayClose = () =>
    can('incubation:manage') &&
    props.incubation.state !== 'closed' &&
    props.incubation.member.id !== session().member.id
  return (
    <>
      <LinkButton href={`/recordings/${props.incubation.lab.id}`}>Recording</LinkButton>
      <Show when={mayClose()}>
        <Button onClick={() => setClosing(true)}>Give a verdict</Button>
      </Show>
      <Show when={closing()}>
        <CloseIncubation incubation={props.incubation} onClose={() => setClosing(false)} />
      </Show>
    </>
  )
}

const Verdict = (props: { incubation: IncubationView }) => (
  <Show when={props.incubation.verdict}>
    {verdict => (
      <section class="panel verdict" aria-label="Verdict">
        <Chip tone={VERDICTS[verdict().verdict].tone}>{VERDICTS[verdict().verdict].label}</Chip>
        <Markdown source={verdict().reason} />
        <p class="faint">Given by {verdict().by}</p>
      </section>
    )}
  </Show>
)
