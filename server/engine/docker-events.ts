import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { type Disposable, disposable } from '../kernel/disposable.ts'
import type { Schedule } from '../kernel/schedule.ts'

/** Before it asks again, once the engine has closed its stream of events. */
const RETRY = 2_000

/** One line of the engine's events, as far as it concerns us; null for what does not. */
export const goneContainer = (line: string): string | null => {
  try {
    const event = JSON.parse(line) as { Action?: unknown; Actor?: { ID?: unknown } } | null
    const id = event?.Actor?.ID
    const isGone = event?.Action === 'die' || event?.Action === 'destroy'
    return isGone && typeof id === 'string' ? id : null
  } catch {
    return null
  }
}

/** Follows the engine's events, through its restarts, until disposed of. */
export const createWatch =
  (docker: Docker, schedule: Schedule) =>
  (label: string, onGone: (containerId: string) => void): Disposable => {
    let stopped = false
    let stream: Readable | null = null
    let retry: Disposable | null = null
    const filters = JSON.stringify({
      type: ['container'],
      event: ['die', 'destroy'],
      label: [label],
    })

    const again = () => {
      if (!stopped) retry = schedule(RETRY, () => void follow())
    }
    const follow = async () => {
      try {
        stream = (await docker.getEvents({ filters })) as Readable
      } catch {
        return again()
      }
      if (stopped) return void stream.destroy()
      stream.once('close', again)
      const lines = createInterface({ input: stream })
      // Broken off or ended, both are followed by close. The reader of lines says it once more.
      stream.on('error', () => undefined)
      lines.on('error', () => undefined)
      lines.on('line', line => {
        const id = goneContainer(line)
        if (id !== null && !stopped) onGone(id)
      })
    }
    void follow()

    return disposable(() => {
      stopped = true
      retry?.dispose()
      stream?.destroy()
    })
  }
