import { useQueryClient } from '@tanstack/solid-query'
import { type Accessor, createSignal } from 'solid-js'
import { api } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { showProblem } from '../../ui/Toast.tsx'

/** Writing, changing and deleting comments; each tells whether it worked. */
export const createCommentActions = (recordingId: Accessor<string>) => {
  const client = useQueryClient()
  const [busy, setBusy] = createSignal(false)
  const during = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    try {
      await work()
      void client.invalidateQueries({ queryKey: keys.reviews(recordingId()) })
      return true
    } catch (thrown) {
      showProblem(thrown)
      return false
    } finally {
      setBusy(false)
    }
  }
  return {
    busy,
    add: (comment: { atMs: number; terminal: number; body: string }) =>
      during(() =>
        api.recordings[':id'].comments.$post({ param: { id: recordingId() }, json: comment }),
      ),
    change: (id: string, body: string) =>
      during(() => api.comments[':id'].$patch({ param: { id }, json: { body } })),
    remove: (id: string) => during(() => api.comments[':id'].$delete({ param: { id } })),
  }
}

export type CommentActions = ReturnType<typeof createCommentActions>
