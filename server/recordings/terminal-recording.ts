import type { Clock } from '../kernel/clock.ts'
import { disposable } from '../kernel/disposable.ts'
import type { TerminalRecording } from '../terminals/port.ts'
import type { AppendFile } from './append-file.ts'
import type { CastWriter } from './cast-writer.ts'

type Deps = {
  readonly path: string
  readonly file: AppendFile
  readonly writer: CastWriter
  readonly clock: Clock
  /** Epoch milliseconds of the cast's start. */
  readonly startedAt: number
}

/** One terminal's asciicast while it grows; `changed` is told when the file fails or drains. */
export const createTerminalRecording = (deps: Deps) => {
  const { path, file, writer, clock } = deps
  const start = clock.monotonic() - (clock.now() - deps.startedAt)
  const at = () => clock.monotonic() - start
  let listener: (() => void) | null = null
  let ended = false

  const recording: TerminalRecording = {
    output: bytes => file.append(writer.output(at(), bytes)),
    resize: (cols, rows) => file.append(writer.resize(at(), cols, rows)),
    mark: label => file.append(writer.marker(at(), label)),
    async end(status) {
      if (ended) return
      ended = true
      file.append(writer.rest(at()))
      if (status !== null) file.append(writer.exit(at(), status))
      await file.close()
    },
    backlog: () => file.backlog,
    cursor: () => ({ file: path, position: file.size, offset: writer.offset }),
    flush: () => file.flush(),
    working: () => !file.failed,
    onChange: told => {
      listener = told
      return disposable(() => {
        listener = null
      })
    },
  }
  return {
    recording,
    changed: () => listener?.(),
    /** Lets go of the file and leaves the terminal open in it: the server is going down. */
    async suspend() {
      if (!ended) await file.close()
    },
  }
}
