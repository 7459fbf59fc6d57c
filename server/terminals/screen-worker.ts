import { parentPort } from 'node:worker_threads'
import { messageOf } from '../kernel/app-error.ts'
import type { RecordingCursor, Screen } from './port.ts'
import { type Keyframe, screenFromRecording } from './screen-from-recording.ts'

export type ScreenJob = { readonly id: number; readonly cursor: RecordingCursor }

export type ScreenAnswer =
  | { readonly id: number; readonly ok: true; readonly screen: Screen }
  | { readonly id: number; readonly ok: false; readonly why: string }

const MAX_KEYFRAMES = 16

/** The newest screen made of each file, so that the next one begins there. */
const createMaker = () => {
  const keyframes = new Map<string, Keyframe>()

  const keep = (file: string, keyframe: Keyframe) => {
    keyframes.delete(file)
    keyframes.set(file, keyframe)
    const [oldest] = keyframes.keys()
    if (keyframes.size > MAX_KEYFRAMES && oldest !== undefined) keyframes.delete(oldest)
  }

  return async (cursor: RecordingCursor): Promise<Screen> => {
    const known = keyframes.get(cursor.file)
    const usable = known !== undefined && known.position <= cursor.position ? known : null
    const { screen, keyframe } = await screenFromRecording(cursor, usable)
    keep(cursor.file, keyframe)
    return screen
  }
}

const answer = async (
  make: (cursor: RecordingCursor) => Promise<Screen>,
  { id, cursor }: ScreenJob,
): Promise<ScreenAnswer> => {
  try {
    return { id, ok: true, screen: await make(cursor) }
  } catch (error) {
    return { id, ok: false, why: messageOf(error) }
  }
}

const serve = (port: NonNullable<typeof parentPort>) => {
  const make = createMaker()
  port.on('message', async (job: ScreenJob) => port.postMessage(await answer(make, job)))
}

if (parentPort !== null) serve(parentPort)
