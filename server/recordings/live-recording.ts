import { mkdir, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../kernel/clock.ts'
import type { FactName } from '../kernel/facts.ts'
import type { Schedule } from '../kernel/schedule.ts'
import type { RecordedTerminal, TerminalRecording } from '../terminals/port.ts'
import { AppendFile, type OpenForAppend } from './append-file.ts'
import { scanCast } from './cast-scan.ts'
import { CastWriter } from './cast-writer.ts'
import { journalLine } from './journal.ts'
import { createTerminalRecording } from './terminal-recording.ts'

export const JOURNAL = 'events.ndjson'

export const castName = (n: number): string => join('terminals', `${n}.cast`)

export const openForAppend: OpenForAppend = path => open(path, 'a', 0o640)

export type LiveDeps = {
  readonly folder: string
  /** Epoch milliseconds: the zero of the journal's times. */
  readonly startedAt: number
  readonly clock: Clock
  readonly schedule: Schedule
  /** Called once, when the disk refuses; the rest of the recording goes on while it can. */
  readonly onFail: (error: unknown) => void
  readonly openFile?: OpenForAppend
}

type OpenTerminal = ReturnType<typeof createTerminalRecording>

/** A recording that is being written: the journal and the casts of its terminals. */
export class LiveRecording {
  readonly #deps: LiveDeps
  readonly #journal: AppendFile
  readonly #terminals = new Map<number, OpenTerminal>()
  #lastT = 0
  #failed = false

  private constructor(deps: LiveDeps, journalSize: number) {
    this.#deps = deps
    this.#journal = this.#appendTo(join(deps.folder, JOURNAL), journalSize)
  }

  /** Makes the folder where it is missing; goes on with what is there. Rejects as `fs` does. */
  static async open(deps: LiveDeps): Promise<LiveRecording> {
    await mkdir(join(deps.folder, 'terminals'), { recursive: true, mode: 0o750 })
    return new LiveRecording(deps, await sizeOf(join(deps.folder, JOURNAL)))
  }

  addFact(type: FactName, data: Record<string, unknown>, at = this.#deps.clock.now()): void {
    this.#lastT = Math.max(this.#lastT, at - this.#deps.startedAt)
    this.#journal.append(journalLine({ t: this.#lastT, type, data }))
  }

  openTerminal({ n, host, login, cols, rows }: RecordedTerminal): TerminalRecording {
    const startedAt = this.#deps.clock.now()
    const writer = new CastWriter()
    const made = this.#makeTerminal(n, { writer, size: 0, startedAt })
    made.file.append(writer.header({ cols, rows, title: `${login}@${host}`, startedAt }))
    return made.recording
  }

  /** Goes on with a cast of an earlier run, from its size on; begins anew where it is unusable. */
  async resumeTerminal(
    terminal: RecordedTerminal & { readonly openedAt: number },
  ): Promise<{ recording: TerminalRecording; bytes: number }> {
    const path = join(this.#deps.folder, castName(terminal.n))
    const size = await sizeOf(path)
    const scan = size === 0 ? null : await scanCast(path)
    if (scan === null) return { recording: this.openTerminal(terminal), bytes: 0 }
    const writer = new CastWriter(scan)
    const { recording } = this.#makeTerminal(terminal.n, {
      writer,
      size,
      startedAt: terminal.openedAt,
    })
    recording.mark('server restarted')
    if (scan.cols !== terminal.cols || scan.rows !== terminal.rows) {
      recording.resize(terminal.cols, terminal.rows)
    }
    return { recording, bytes: scan.bytes }
  }

  /** Resolves when what was recorded so far is in its files. */
  async flush(): Promise<void> {
    const terminals = [...this.#terminals.values()].map(({ recording }) => recording.flush())
    await Promise.all([this.#journal.flush(), ...terminals])
  }

  /** Closes the files, and leaves the recording open in them. */
  async suspend(): Promise<void> {
    await Promise.all([...this.#terminals.values()].map(terminal => terminal.suspend()))
    await this.#journal.close()
  }

  /** Ends what is open and closes the files. */
  async end(): Promise<void> {
    await Promise.all([...this.#terminals.values()].map(({ recording }) => recording.end(null)))
    await this.#journal.close()
  }

  #makeTerminal(n: number, given: { writer: CastWriter; size: number; startedAt: number }) {
    const path = join(this.#deps.folder, castName(n))
    const file = this.#appendTo(path, given.size, () => made.changed())
    const { clock } = this.#deps
    const { writer, startedAt } = given
    const made = createTerminalRecording({ path, file, writer, clock, startedAt })
    this.#terminals.set(n, made)
    return { ...made, file }
  }

  #appendTo(path: string, size: number, changed: () => void = () => {}): AppendFile {
    const { schedule, openFile } = this.#deps
    return new AppendFile({
      path,
      size,
      open: openFile ?? openForAppend,
      schedule,
      onDrain: changed,
      onFail: error => {
        changed()
        if (!this.#failed) this.#deps.onFail(error)
        this.#failed = true
      },
    })
  }
}

const sizeOf = async (path: string): Promise<number> => {
  try {
    return (await stat(path)).size
  } catch {
    return 0
  }
}
