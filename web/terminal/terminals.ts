import { useQueryClient } from '@tanstack/solid-query'
import { createEffect, createMemo, createSignal } from 'solid-js'
import type { TerminalView } from '../../server/terminals/view.ts'
import { api, json } from '../api/client.ts'
import { keys } from '../api/keys.ts'
import { useTerminals } from '../api/queries.ts'
import { readStored, writeStored } from '../ui/stored.ts'
import { showProblem } from '../ui/Toast.tsx'
import { parseLayout, reconcile, select, shownIn, splitWith, unsplit } from './layout.ts'

/** The size until the first fit, which comes with the first connection. */
const FIRST_SIZE = { cols: 100, rows: 30 }

/** The terminals of one lab: what runs, what is shown where, opening and closing. */
export const createTerminals = (props: {
  labId: string
  hosts: readonly { name: string }[]
  canType: boolean
}) => {
  const client = useQueryClient()
  const query = useTerminals(props.labId)
  const name = () => `terminals:${props.labId}`
  const [wanted, setWanted] = createSignal(parseLayout(readStored(name())))
  const [closed, setClosed] = createSignal<ReadonlySet<string>>(new Set())
  const [seen, setSeen] = createSignal<ReadonlySet<string>>(new Set())
  const [opening, setOpening] = createSignal(false)
  const [failure, setFailure] = createSignal<unknown>(null)
  let greeted = false

  const all = () => (query.isPending ? [] : (query.data ?? []))
  /** What runs, and what ended before one's eyes, until it is closed. */
  const list = createMemo(() =>
    all().filter(({ id, ended }) => !closed().has(id) && (!ended || seen().has(id))),
  )
  const layout = createMemo(() =>
    reconcile(
      wanted(),
      list().map(terminal => terminal.id),
    ),
  )

  const show = (next: ReturnType<typeof layout>) => {
    setWanted(next)
    writeStored(name(), JSON.stringify(next))
  }

  const open = async (host?: string, beside = false): Promise<void> => {
    const shown = list().find(terminal => terminal.id === shownIn(layout()))
    const on = host ?? shown?.host ?? props.hosts[0]?.name
    if (on === undefined || opening()) return
    setOpening(true)
    setFailure(null)
    try {
      const asked = { param: { id: props.labId }, json: { host: on, ...FIRST_SIZE } }
      const terminal = await json(api.labs[':id'].terminals.$post(asked))
      client.setQueryData<TerminalView[]>(keys.terminals(props.labId), known => [
        ...(known ?? []).filter(other => other.id !== terminal.id),
        terminal,
      ])
      show(beside ? splitWith(layout(), terminal.id) : select(layout(), terminal.id))
    } catch (thrown) {
      if (list().length === 0) setFailure(thrown)
      else showProblem(thrown)
    } finally {
      setOpening(false)
    }
  }

  const close = async (id: string): Promise<void> => {
    const ended = all().find(terminal => terminal.id === id)?.ended
    try {
      if (!ended) await api.terminals[':id'].$delete({ param: { id } })
      setClosed(ids => new Set([...ids, id]))
    } catch (thrown) {
      showProblem(thrown)
    }
  }

  const split = async (): Promise<void> => {
    if (layout().right !== null) return show(unsplit(layout()))
    const other = list().find(terminal => terminal.id !== layout().left)
    if (other) show(splitWith(layout(), other.id))
    else if (props.canType) await open(undefined, true)
  }

  createEffect(() => {
    const running = all().filter(terminal => !terminal.ended)
    setSeen(ids => new Set([...ids, ...running.map(terminal => terminal.id)]))
    if (query.isPending || query.isError || greeted) return
    greeted = true
    if (props.canType && running.length === 0) void open()
  })

  return {
    list,
    layout,
    open,
    close,
    split,
    opening,
    loaded: () => !query.isPending,
    error: () => failure() ?? (query.isError && all().length === 0 ? query.error : null),
    retry: () => {
      if (query.isError) void query.refetch()
      else void open()
    },
    select: (id: string) => show(select(layout(), id)),
  }
}
