import { createMemo, For, Match, Show, Switch } from 'solid-js'
import { tabByArrow } from '../../terminal/tab-keys.ts'
import { Button } from '../../ui/Button.tsx'
import { clock } from '../../ui/format.ts'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import type { ReplayControl } from './controller.ts'
import { ReplayTerminal } from './ReplayTerminal.tsx'

/** The terminal as it was, one tab a terminal when there were several. Never blank: it says why. */
export const Stage = (props: { replay: ReplayControl }) => {
  const list = () => props.replay.recording().terminalList
  const shown = createMemo(() => list().find(terminal => terminal.n === props.replay.terminal()))
  const loaded = createMemo(() =>
    props.replay.terminals()?.find(terminal => terminal.n === props.replay.terminal()),
  )
  const notYet = () => {
    const terminal = shown()
    return terminal && props.replay.position() < terminal.startedAt ? terminal : undefined
  }
  return (
    <section class="replay-stage" aria-label="Terminal">
      <Show when={list().length > 1}>
        <div class="term-bar">
          <div class="term-strip" role="tablist" aria-label="Terminals">
            <For each={list()}>
              {terminal => {
                const isShown = () => terminal.n === props.replay.terminal()
                return (
                  <button
                    type="button"
                    role="tab"
                    class="term-tab term-tab-name"
                    classList={{ 'term-tab-on': isShown() }}
                    aria-selected={isShown()}
                    tabIndex={isShown() ? 0 : -1}
                    onKeyDown={event => {
                      const next = tabByArrow(event)
                      if (!next) return
                      event.preventDefault()
                      next.focus()
                    }}
                    onClick={() => props.replay.show(terminal.n)}
                  >
                    {terminal.login}@{terminal.host} · {terminal.n}
                  </button>
                )
              }}
            </For>
          </div>
        </div>
      </Show>
      <div class="replay-screen">
        <Switch
          fallback={
            <div class="replay-note">
              <SkeletonRows rows={6} height="14px" label="Loading the terminal" />
            </div>
          }
        >
          <Match when={loaded()?.fault}>
            {fault => (
              <div class="replay-note" role="alert">
                <p>This terminal can't be played. {fault()}</p>
                <Button size="sm" onClick={() => void props.replay.reload()}>
                  Try again
                </Button>
              </div>
            )}
          </Match>
          <Match when={props.replay.terminals() && !loaded()}>
            <div class="replay-note">
              <p>This terminal was opened after the recording was loaded.</p>
              <Button
                size="sm"
                busy={props.replay.loading()}
                onClick={() => void props.replay.reload()}
              >
                Load newer
              </Button>
            </div>
          </Match>
          <Match when={props.replay.player() && loaded()?.track ? loaded()?.n : undefined} keyed>
            {n => <ReplayTerminal replay={props.replay} n={n} />}
          </Match>
        </Switch>
        <Show when={loaded()?.track && notYet()}>
          {terminal => (
            <p class="replay-hint">
              This terminal was opened at {clock(terminal().startedAt)}.{' '}
              <button
                type="button"
                class="link"
                onClick={() => props.replay.seek(terminal().startedAt + 1)}
              >
                Go there
              </button>
            </p>
          )}
        </Show>
        <Show when={props.replay.state()?.phase === 'ended'}>
          <EndNote replay={props.replay} />
        </Show>
      </div>
    </section>
  )
}

/** What it means that there is no more. */
const EndNote = (props: { replay: ReplayControl }) => (
  <p class="replay-hint" role="status">
    <Switch fallback="The recording ends here.">
      <Match when={props.replay.hasNewer()}>
        This is all there was when it was loaded
        {props.replay.recording().state === 'recording' ? '; the lab still runs' : ''}.{' '}
        <button type="button" class="link" onClick={() => void props.replay.reload()}>
          Load newer
        </button>
      </Match>
      <Match when={props.replay.recording().state === 'interrupted'}>
        The server stopped here while it recorded. At most the last 250 ms are missing.
      </Match>
      <Match when={props.replay.recording().state === 'finalising'}>
        The recording is just being closed; its last lines may still come.
      </Match>
    </Switch>
  </p>
)
