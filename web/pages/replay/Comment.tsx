import { createSignal, Show } from 'solid-js'
import type { CommentView } from '../../../server/reviews/view.ts'
import { Button } from '../../ui/Button.tsx'
import { clock } from '../../ui/format.ts'
import { Markdown } from '../../ui/Markdown.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { CommentActions } from './comment-actions.ts'

/** One comment: its moment, who, what; its author may change it while the review is a draft. */
export const Comment = (props: {
  comment: CommentView
  number: number
  mayChange: boolean
  actions: CommentActions
  onSeek: () => void
}) => {
  const [editing, setEditing] = createSignal<string | null>(null)
  const save = async () => {
    const body = editing()?.trim()
    if (body && (await props.actions.change(props.comment.id, body))) setEditing(null)
  }
  return (
    <li class="side-comment">
      <button type="button" class="side-comment-at" onClick={props.onSeek}>
        <span class="tl-pin tl-pin-still">{props.number}</span>
        <time class="num">{clock(props.comment.atMs)}</time>
        <span class="faint">{props.comment.author.handle}</span>
      </button>
      <Show
        when={editing() !== null}
        fallback={
          <>
            <Markdown source={props.comment.body} />
            <Show when={props.mayChange}>
              <div class="side-comment-do">
                <Button size="sm" variant="quiet" onClick={() => setEditing(props.comment.body)}>
                  Edit
                </Button>
                <Button
                  size="sm"
                  variant="quiet"
                  onClick={() => void props.actions.remove(props.comment.id)}
                >
                  Delete
                </Button>
              </div>
            </Show>
          </>
        }
      >
        <TextField
          label="Comment"
          quietLabel
          value={editing() ?? ''}
          onInput={setEditing}
          multiline
          rows={3}
        />
        <div class="side-comment-do">
          <Button size="sm" busy={props.actions.busy()} onClick={() => void save()}>
            Save
          </Button>
          <Button size="sm" variant="quiet" onClick={() => setEditing(null)}>
            Cancel
          </Button>
        </div>
      </Show>
    </li>
  )
}
