import ArrowRight from 'lucide-solid/icons/arrow-right'
import UserPlus from 'lucide-solid/icons/user-plus'
import { For, Match, Show, Switch } from 'solid-js'
import type { StatusView } from '../../../server/hosts/view.ts'
import { useExercises, useStatus } from '../../api/queries.ts'
import { useCan, useSession } from '../../shell/Session.tsx'
import { LinkButton } from '../../ui/Button.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { Page } from '../../ui/Page.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { EngineRow, ImageRow } from './PreparedRow.tsx'
import { overallProgress, readinessOf } from './preparing.ts'
import './start.css'

/** The first minutes: what is being made ready, how far it is, and what can begin already. */
export const Start = () => {
  const status = useStatus()
  const session = useSession()
  return (
    <Page title="Getting ready" width="md">
      <Loaded query={status}>
        {status => (
          <div class="start">
            <header>
              <h2 class="start-title">Welcome, {session().member.name}</h2>
              <p class="muted">
                <Lead status={status()} />
              </p>
            </header>
            <section class="panel" aria-label="What is being prepared">
              <EngineRow engine={status().engine} />
              <For each={status().images.list}>{image => <ImageRow image={image} />}</For>
              <Show when={readinessOf(status()) === 'preparing'}>
                <footer class="start-foot">
                  <Progress label="All images" value={overallProgress(status().images.list)} />
                  <p class="faint">
                    {status().images.ready} of {status().images.total} images ready. It goes on when
                    you leave this page; the first time takes a few minutes, later starts a few
                    seconds.
                  </p>
                </footer>
              </Show>
            </section>
            <NextSteps />
          </div>
        )}
      </Loaded>
    </Page>
  )
}

const Lead = (props: { status: StatusView }) => (
  <Switch>
    <Match when={readinessOf(props.status) === 'ready'}>
      Everything is ready: labs start in a second or two.
    </Match>
    <Match when={readinessOf(props.status) === 'stuck'}>
      Something needs a hand before labs can start; below it says what. All else works.
    </Match>
    <Match when={readinessOf(props.status) === 'preparing'}>
      Hatchery is building the systems that labs are made of. You need not wait here.
    </Match>
  </Switch>
)

const NextSteps = () => {
  const can = useCan()
  const exercises = useExercises()
  const startable = () =>
    (exercises.isPending ? [] : (exercises.data ?? [])).filter(card => card.notReady === null)
  return (
    <section class="start-next" aria-label="What you can do now">
      <Show when={can('member:manage')}>
        <article class="start-card">
          <h3>Invite the people you work with</h3>
          <p class="muted">Each gets a link that signs in once. No mail server is needed.</p>
          <LinkButton href="/members?invite=1" icon={UserPlus}>
            Invite
          </LinkButton>
        </article>
      </Show>
      <article class="start-card">
        <h3>Try an exercise</h3>
        <p class="muted">
          <Show
            when={startable().length > 0}
            fallback="Its hosts are still being made. You can read what each one practises."
          >
            {startable().length} can be started right now, on real hosts.
          </Show>
        </p>
        <LinkButton
          href="/exercises"
          icon={ArrowRight}
          variant={startable().length > 0 ? 'primary' : 'plain'}
        >
          To the exercises
        </LinkButton>
      </article>
    </section>
  )
}
