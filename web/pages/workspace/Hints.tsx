import { createSignal, Index, Match, Show, Switch } from 'solid-js'
import type { HintView } from '../../../server/exercises/view.ts'
import { Button } from '../../ui/Button.tsx'
import { Markdown } from '../../ui/Markdown.tsx'
import { costWords } from './words.ts'

const openedWords = (opened: number): string =>
  opened === 0 ? 'none opened' : opened === 1 ? '1 opened' : `${opened} opened`

/** Help at a price: asks before it opens one, since that is recorded. */
export const Hints = (props: {
  hints: readonly HintView[]
  canOpen: boolean
  busy: string | null
  onOpen: (index: number) => Promise<boolean>
}) => {
  const [asking, setAsking] = createSignal<number | null>(null)
  const open = async (index: number) => {
    if (await props.onOpen(index)) setAsking(null)
  }
  return (
    <Show when={props.hints.length > 0}>
      <section class="work-section" aria-label="Hints">
        <h2 class="work-heading">
          <span>Hints</span>
          <span>{openedWords(props.hints.filter(hint => hint.body !== null).length)}</span>
        </h2>
        <Index each={props.hints}>
          {hint => (
            <Switch
              fallback={
                <button
                  type="button"
                  class="work-hint"
                  disabled={!props.canOpen}
                  onClick={() => setAsking(hint().index)}
                >
                  <span>{hint().title}</span>
                  <span class="work-cost">{costWords(hint().cost)}</span>
                </button>
              }
            >
              <Match when={hint().body}>
                {body => (
                  <div class="work-hint-open">
                    <div class="work-hint-title">
                      <span>{hint().title}</span>
                      <span class="work-cost">opened</span>
                    </div>
                    <Markdown source={body()} />
                  </div>
                )}
              </Match>
              <Match when={asking() === hint().index}>
                <div class="work-hint-ask">
                  <p>
                    Open “{hint().title}” at a {costWords(hint().cost)}? A reviewer will see when
                    you opened it.
                  </p>
                  <div class="work-hint-actions">
                    <Button
                      size="sm"
                      busy={props.busy === `hint-${hint().index}`}
                      onClick={() => void open(hint().index)}
                      ref={button => queueMicrotask(() => button.focus())}
                    >
                      Open the hint
                    </Button>
                    <Button size="sm" variant="quiet" onClick={() => setAsking(null)}>
                      Not now
                    </Button>
                  </div>
                </div>
              </Match>
            </Switch>
          )}
        </Index>
      </section>
    </Show>
  )
}
