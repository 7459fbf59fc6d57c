import { createMemo, For, onMount, Show } from 'solid-js'
import type { CommentView } from '../../../server/reviews/view.ts'
import { Button } from '../../ui/Button.tsx'
import { createDraft } from '../../ui/draft.ts'
import { clock } from '../../ui/format.ts'
import { TextField } from '../../ui/TextField.tsx'
import { Comment } from './Comment.tsx'
import { createCommentActions } from './comment-actions.ts'
import type { ReplayControl } from './controller.ts'

const emptyWords = (mayWrite: boolean, isOwn: boolean): string => {
  if (mayWrite) return 'Nobody has commented yet. Press c at a moment worth a word.'
  return isOwn
    ? 'No comments yet. What reviewers write about a moment will be pinned to it here.'
    : 'No comments on this recording yet.'
}

/** Comments in the order of the recording, and the field for a new one at this moment. */
export const Comments = (props: {
  replay: ReplayControl
  comments: readonly CommentView[]
  mayWrite: boolean
  memberId: string
  isOwn: boolean
  onWanted: () => void
}) => {
  const { replay } = props
  const actions = createCommentActions(() => replay.recording().id)
  const [text, setText, sent] = createDraft(`comment:${props.memberId}:${replay.recording().id}`)
  const ordered = createMemo(() => [...props.comments].sort((a, b) => a.atMs - b.atMs))
  let form: HTMLFormElement | undefined

  const send = async (event: Event) => {
    event.preventDefault()
    const body = text().trim()
    if (body === '') return
    const place = { atMs: Math.round(replay.position()), terminal: replay.terminal() }
    if (await actions.add({ ...place, body })) sent()
  }
  onMount(() =>
    replay.onComment(() => {
      props.onWanted()
      form?.querySelector('textarea')?.focus()
    }),
  )
  return (
    <div class="side-fill">
      <div class="side-scroll">
        <Show
          when={ordered().length > 0}
          fallback={<p class="side-empty">{emptyWords(props.mayWrite, props.isOwn)}</p>}
        >
          <ol class="side-list">
            <For each={ordered()}>
              {(comment, i) => (
                <Comment
                  comment={comment}
                  number={i() + 1}
                  mayChange={
                    props.mayWrite && !comment.locked && comment.author.id === props.memberId
                  }
                  actions={actions}
                  onSeek={() => replay.jump(comment.atMs, comment.terminal)}
                />
              )}
            </For>
          </ol>
        </Show>
      </div>
      <Show when={props.mayWrite}>
        <form
          class="side-write"
          ref={form}
          onSubmit={send}
          // The moment that is commented on must not run away while one types.
          onFocusIn={() => replay.player()?.pause()}
        >
          <TextField
            label={`Comment at ${clock(replay.position())}`}
            value={text()}
            onInput={setText}
            multiline
            rows={2}
            placeholder="What do you see here?"
            onKeyDown={event => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send(event)
            }}
          />
          <Button type="submit" busy={actions.busy()} disabled={text().trim() === ''}>
            Comment
          </Button>
        </form>
      </Show>
    </div>
  )
}
