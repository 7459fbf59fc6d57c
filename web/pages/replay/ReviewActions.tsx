import { For, Match, Show, Switch } from 'solid-js'
import type { RubricItem } from '../../../server/exercises/view.ts'
import { missingIn } from '../../replay/review.ts'
import { Button } from '../../ui/Button.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import type { ReviewControl } from './review-draft.ts'

/** In the bar: what became of the draft, and the way to submit it. */
export const ReviewActions = (props: {
  review: ReviewControl
  rubric: readonly RubricItem[]
  open: boolean
  onOpenChange: (open: boolean) => void
}) => {
  const missing = () => missingIn(props.review.draft(), props.rubric)
  const submit = async () => {
    if (await props.review.submit()) props.onOpenChange(false)
  }
  return (
    <Show
      when={!props.review.isSubmitted()}
      fallback={<Chip tone="pass">Your review is submitted</Chip>}
    >
      <SaveWords review={props.review} />
      <Button variant="primary" onClick={() => props.onOpenChange(true)}>
        Submit review
      </Button>
      <Dialog
        open={props.open}
        onOpenChange={props.onOpenChange}
        title={missing().length === 0 ? 'Submit this review?' : 'Something is missing'}
        description={
          missing().length === 0
            ? 'The apprentice will read it, and it stays as evidence. A submitted review and its comments can’t be changed.'
            : 'A review that others can defend later scores every item and cites the moments.'
        }
        actions={
          <Show
            when={missing().length === 0}
            fallback={<Button onClick={() => props.onOpenChange(false)}>Go on reviewing</Button>}
          >
            <Button onClick={() => props.onOpenChange(false)}>Not yet</Button>
            <Button variant="primary" busy={props.review.busy()} onClick={() => void submit()}>
              Submit review
            </Button>
          </Show>
        }
      >
        <Show when={missing().length > 0}>
          <ul class="review-missing">
            <For each={missing()}>{words => <li>{words}</li>}</For>
          </ul>
        </Show>
      </Dialog>
    </Show>
  )
}

const SaveWords = (props: { review: ReviewControl }) => {
  const failed = () => {
    const state = props.review.saving()
    return state.is === 'failed' ? state : undefined
  }
  return (
    <span class="review-saved" role="status">
      <Switch>
        <Match when={failed()}>
          {failure => (
            <span class="is-fail" title={failure().why}>
              {failure().again ? 'not saved, trying again' : 'not saved, kept in this browser'}
            </span>
          )}
        </Match>
        <Match when={props.review.saving().is === 'saved'}>draft saved</Match>
        <Match when={props.review.saving().is !== 'clean'}>saving</Match>
      </Switch>
    </span>
  )
}
