import { useQueryClient } from '@tanstack/solid-query'
import { type Accessor, createSignal } from 'solid-js'
import type { AttemptView } from '../../../server/exercises/view.ts'
import { api, json } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import { showProblem } from '../../ui/Toast.tsx'

/** What can be done with an attempt. The answers are the new truth and go straight to the cache. */
export const createActions = (attempt: Accessor<AttemptView>) => {
  const client = useQueryClient()
  const [busy, setBusy] = createSignal<string | null>(null)

  const during = async (name: string, work: () => Promise<AttemptView>): Promise<boolean> => {
    if (busy() !== null) return false
    setBusy(name)
    try {
      const next = await work()
      client.setQueryData<AttemptView>(keys.attempt(next.id), next)
      return true
    } catch (thrown) {
      showProblem(thrown)
      return false
    } finally {
      setBusy(null)
    }
  }

  const one = api.attempts[':id']
  const param = () => ({ id: attempt().id })
  return {
    /** The name of what is under way: `extend`, `finish`, `check`, `hint-0`. */
    busy,
    extend: () =>
      during('extend', async () => {
        const lab = await json(api.labs[':id'].extend.$post({ param: { id: attempt().lab.id } }))
        return { ...attempt(), lab }
      }),
    finish: () => during('finish', () => json(one.finish.$post({ param: param() }))),
    checkNow: () => during('check', () => json(one.checks.$post({ param: param() }))),
    openHint: (index: number) =>
      during(`hint-${index}`, () =>
        json(one.hints[':index'].$post({ param: { ...param(), index: String(index) } })),
      ),
  }
}

export type Actions = ReturnType<typeof createActions>
