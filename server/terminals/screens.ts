import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import { AppError } from '../kernel/app-error.ts'
import type { Disposable } from '../kernel/disposable.ts'
import type { Schedule } from '../kernel/schedule.ts'
import type { RecordingCursor, Screen } from './port.ts'
import type { ScreenAnswer, ScreenJob } from './screen-worker.ts'

/** Screens that may wait at a time; past that, viewers get the newest bytes alone. */
const MAX_WAITING = 32

/** A long recording is replayed at some megabytes a second. */
const TIMEOUT_MS = 20_000

/** A worker that nobody has asked for this long is let go, with its memory. */
const IDLE_MS = 60_000

const HEAP_MEGABYTES = 256

type Waiting = {
  readonly cursor: RecordingCursor
  readonly timer: Disposable
  resolve(screen: Screen): void
  reject(error: Error): void
}

const unavailable = (why: string) => new AppError('screen-unavailable', 503, why)

/**
 * Screens of recordings, made in a worker thread, so that no parsing ever stands between a
 * keystroke and its echo. The thread is started when first asked, and ended when idle or stuck.
 */
export const createScreens = (deps: { schedule: Schedule; log: Logger }) => {
  const { schedule, log } = deps
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let idle: Disposable | null = null
  let lastId = 0

  const stop = (why: string) => {
    void worker?.terminate()
    worker = null
    for (const { reject } of [...waiting.values()]) reject(unavailable(why))
  }

  const settle = (id: number): Waiting | undefined => {
    const found = waiting.get(id)
    waiting.delete(id)
    found?.timer.dispose()
    if (waiting.size === 0) idle ??= schedule(IDLE_MS, () => stop('Nobody asked for a while.'))
    return found
  }

  const start = (): Worker => {
    const made = new Worker(new URL('./screen-worker-start.mjs', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
    })
    made.unref()
    made.on('message', (answer: ScreenAnswer) => {
      const found = settle(answer.id)
      if (answer.ok) found?.resolve(answer.screen)
      else found?.reject(unavailable(`The screen could not be made: ${answer.why}`))
    })
    made.on('error', error => {
      log.warn({ err: error }, 'The worker that makes screens failed; the next one starts anew.')
      if (worker === made) stop('The worker that makes screens failed.')
    })
    return made
  }

  return {
    make: (cursor: RecordingCursor): Promise<Screen> => {
      if (waiting.size >= MAX_WAITING) {
        return Promise.reject(unavailable('Too many screens are being made at the moment.'))
      }
      idle?.dispose()
      idle = null
      worker ??= start()
      lastId += 1
      const id = lastId
      const job: ScreenJob = { id, cursor }
      worker.postMessage(job)
      return new Promise((resolve, reject) => {
        const timer = schedule(TIMEOUT_MS, () => {
          log.warn({ file: cursor.file }, 'A screen took too long to make.')
          stop('Making the screen took too long.')
        })
        waiting.set(id, {
          cursor,
          timer,
          resolve,
          reject: error => {
            settle(id)
            reject(error)
          },
        })
      })
    },

    dispose: () => {
      stop('The server is going down.')
      idle?.dispose()
    },
  }
}

export type Screens = ReturnType<typeof createScreens>
