import { useQueryClient } from '@tanstack/solid-query'
import { type Accessor, createSignal, onCleanup, onMount } from 'solid-js'
import type { Notice } from '../../server/notices/view.ts'
import { keys, staleBy } from './keys.ts'

/** `retrying` is the first, silent try after a cut; most cuts are over then. */
export type Connection = 'connecting' | 'open' | 'retrying' | 'lost'

/** Waits before attempt n (from 0): 500 ms × 2ⁿ up to 10 s, half of it by chance. */
export const backoff = (attempt: number, random: () => number): number => {
  const ceiling = Math.min(10_000, 500 * 2 ** attempt)
  return ceiling / 2 + (random() * ceiling) / 2
}

const parse = (text: string): Notice | null => {
  try {
    return JSON.parse(text) as Notice
  } catch {
    // A line cut off by a dying connection: the reconnect fetches everything anew.
    return null
  }
}

/**
 * Listens to the server's notices and marks what they name as stale. After a lost connection
 * everything is: what was said meanwhile is not repeated.
 *
 * EventSource gives up for good on any HTTP error, so the reconnecting is ours.
 */
export const useNotices = (): Accessor<Connection> => {
  const client = useQueryClient()
  const [connection, setConnection] = createSignal<Connection>('connecting')
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let attempt = 0

  const onNotice = (event: MessageEvent<string>) => {
    const notice = parse(event.data)
    if (notice === null) return
    for (const { key, exact } of staleBy(notice)) {
      void client.invalidateQueries({ queryKey: key, exact })
    }
  }

  const connect = () => {
    source = new EventSource('/api/notices')
    source.addEventListener('notice', onNotice)
    source.onopen = () => {
      if (connection() !== 'connecting') void client.invalidateQueries()
      attempt = 0
      setConnection('open')
    }
    source.onerror = () => {
      source?.close()
      // Asks who we are: an ended session shows as a closed stream too.
      if (connection() === 'open') void client.invalidateQueries({ queryKey: keys.session })
      setConnection(attempt === 0 ? 'retrying' : 'lost')
      timer = setTimeout(connect, backoff(attempt, Math.random))
      attempt += 1
    }
  }

  onMount(connect)
  onCleanup(() => {
    clearTimeout(timer)
    source?.close()
  })
  return connection
}
