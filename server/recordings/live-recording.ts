import { mkdir, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../kernel/clock.ts'
import type { FactName } from '../kernel/facts.ts'
import type { Schedule } from '../kernel/schedule.ts'
import type { RecordedTerminal, TerminalRecording } from '../terminals/port.ts'
import { AppendFile, type OpenForAppend } from './append-file.ts'
import { scanCast } from './cast-scan.ts'
import { CastWriter } from './cast-writer.ts'
import { Chain, writeLink } from './chain.ts'
import { journalLine } from './journal.ts'
import type { Signer } from './keys.ts'
import { readChain } from './lines.ts'
import type { ManifestFile } from './manifest.ts'
import { lineFiles } from './repair.ts'
import { createTerminalRecording } from './terminal-recording.ts'

export const JOURNAL = 'events.ndjson'

export const castName = (n: number): string => join('terminals', `${n}.cast`)

export const openForAppend: OpenForAppend = path => open(path, 'a', 0o640)

export type LiveDeps = {
  /** The recording's. */
  readonly id: string
  readonly signer: Signer
  readonly folder: string
  /** Epoch milliseconds: the zero of the journal's times. */
  readonly startedAt: number
  readonly clock: Clock
  readonly schedule: Schedule
  /** Called once, when the disk refuses; the rest of the recording goes on while it can. */
  readonly onFail: (error: unknown) => void
  readonly openFile?: OpenForAppend
}

/** What an earlier run wrote of a file. */
type Left = { readonly chain: Chain; readonly size: number }

type OpenTerminal = ReturnType<typeof createTerminalRecording>

/** A recording that is being written: the journal and the casts of its terminals. */
export class LiveRecording {
  readonly #deps: LiveDeps
  readonly #journal: AppendFile
  /** Every file of this recording, by path within its folder. */
  readonly #files = new Map<string, { readonly file: AppendFile; readonly chain: Chain }>()
  readonly #terminals = new Map<number, OpenTerminal>()
  #lastT = 0
  #failed = false

  private constructor(deps: LiveDeps, left: ReadonlyMap<string, Left>) {
    this.#deps = deps
    for (const [name, { chain, size }] of left) this.#appendTo(name, chain, size)
    this.#journal = this.#goOnWith(JOURNAL)
  }

  /**
   * Makes the folder where it is missing; goes on with the whole lines that are there, and signs
   * those that a killed server had not. Rejects as `fs` does.
   */
  static async open(deps: LiveDeps): Promise<LiveRecording> {
    const { folder, id } = deps
    await mkdir(join(folder, 'terminals'), { recursive: true, mode: 0o750 })
    const left = new Map<string, Left>()
    for (const name of (await lineFiles(folder)) ?? []) {
      const path = join(folder, name)
      left.set(name, { chain: await readChain(path, id, name), size: (await stat(path)).size })
    }
    const live = new LiveRecording(deps, left)
    await live.#closeFiles()
    return live
  }

  addFact(type: FactName, data: Record<string, unknown>, at = this.#deps.clock.now()): void {
    this.#lastT = Math.max(this.#lastT, at - this.#deps.startedAt)
    this.#journal.append(journalLine({ t: this.#lastT, type, data }))
  }

  openTerminal({ n, host, login, cols, rows }: RecordedTerminal): TerminalRecording {
    const startedAt = this.#deps.clock.now()
    const writer = new CastWriter()
    const made = this.#makeTerminal(n, { writer, startedAt })
    made.file.append(writer.header({ cols, rows, title: `${login}@${host}`, startedAt }))
    return made.recording
  }

  /** Goes on with a cast of an earlier run, from its size on; begins anew where it is unusable. */
  async resumeTerminal(
    terminal: RecordedTerminal & { readonly openedAt: number },
  ): Promise<{ recording: TerminalRecording; bytes: number }> {
    const name = castName(terminal.n)
    const isEmpty = (this.#files.get(name)?.file.size ?? 0) === 0
    const scan = isEmpty ? null : await scanCast(join(this.#deps.folder, name))
    if (scan === null) return { recording: this.openTerminal(terminal), bytes: 0 }
    const writer = new CastWriter(scan)
    const { recording } = this.#makeTerminal(terminal.n, { writer, startedAt: terminal.openedAt })
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

  /** Ends what is open and closes the files; they are what it consists of. */
  async end(): Promise<ManifestFile[]> {
    await Promise.all([...this.#terminals.values()].map(({ recording }) => recording.end(null)))
    await this.#journal.close()
    return [...this.#files]
      .flatMap(
        ([
          name,
          {
            file: { link, written: bytes },
          },
        ]) => (link === null || link.lines === 0 ? [] : [{ name, bytes, ...writeLink(link) }]),
      )
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  }

  async #closeFiles(): Promise<void> {
    await Promise.all([...this.#files.values()].map(({ file }) => file.close()))
  }

  #makeTerminal(n: number, given: { writer: CastWriter; startedAt: number }) {
    const name = castName(n)
    const path = join(this.#deps.folder, name)
    const file = this.#goOnWith(name, () => made.changed())
    const { clock } = this.#deps
    const { writer, startedAt } = given
    const made = createTerminalRecording({ path, file, writer, clock, startedAt })
    this.#terminals.set(n, made)
    return { ...made, file }
  }

  /** From what an earlier run left of it, if anything. */
  #goOnWith(name: string, changed?: () => void): AppendFile {
    const left = this.#files.get(name)
    if (left === undefined) return this.#appendTo(name, new Chain(this.#deps.id, name), 0, changed)
    return this.#appendTo(name, left.chain, left.file.size, changed)
  }

  #appendTo(name: string, chain: Chain, size: number, changed: () => void = () => {}): AppendFile {
    const { folder, schedule, openFile, signer, clock } = this.#deps
    const file = new AppendFile({
      path: join(folder, name),
      size,
      open: openFile ?? openForAppend,
      schedule,
      seal: { chain, checkpoint: () => chain.checkpoint(signer, clock.now()) },
      onDrain: changed,
      onFail: error => {
        changed()
        if (!this.#failed) this.#deps.onFail(error)
        this.#failed = true
      },
    })
    this.#files.set(name, { file, chain })
    return file
  }
}
