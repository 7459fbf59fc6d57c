import type { Logger } from 'pino'
import type { Engine, Pty } from '../engine/port.ts'
import { messageOf } from '../kernel/app-error.ts'
import type { Disposable } from '../kernel/disposable.ts'
import { type Schedule, Timers } from '../kernel/schedule.ts'
import type { Labs } from '../labs/port.ts'
import { withoutGreeting } from './greeting.ts'
import type { TerminalHub } from './hub.ts'
import type { TerminalRecording } from './port.ts'
import { ptySpec, type Shell } from './shell.ts'
import type { TerminalRow } from './store.ts'

/** Waits before each try to find a lost shell again, in milliseconds: half a minute in all. */
const RETRY_MS = [0, 500, 1000, 2000, 4000, 8000, 15_000]

/** A stream that lasted this long was good: what follows is a new loss. In milliseconds. */
const GOOD_MS = 10_000

/** A window that is being dragged changes size often; it is stored once it rests. */
const RESTS_MS = 1000

export type SessionDeps = {
  readonly labs: Pick<Labs, 'access'>
  readonly engine: Pick<Engine, 'openPty'>
  readonly schedule: Schedule
  readonly log: Logger
  readonly shell: Shell
  readonly hub: TerminalHub
  readonly recording: TerminalRecording | null
  /** The size to remember. */
  readonly onSize: (cols: number, rows: number) => void
  /** The terminal is over; called once. */
  readonly onEnd: (why: string) => void
}

/** Whether the shell behind a lost stream is still there; `lab-gone`: nothing is. */
type Found = 'lives' | 'ended' | 'lab-gone' | 'no-answer'

/** One terminal's stream: joined, lost, found again, until the shell or the lab ends. */
export class TerminalSession {
  readonly row: TerminalRow
  readonly hub: TerminalHub
  readonly #deps: SessionDeps
  readonly #timers: Timers
  #pty: Pty | null = null
  #tries = 0
  #good: Disposable | null = null
  #resting: Disposable | null = null
  #joined = false
  #ended = false

  constructor(row: TerminalRow, deps: SessionDeps) {
    this.row = row
    this.hub = deps.hub
    this.#deps = deps
    this.#timers = new Timers(deps.schedule)
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Takes a stream that has just been opened. */
  join(pty: Pty): void {
    this.#pty = pty
    this.#joined = true
    pty.onData(withoutGreeting(this.#deps.shell.greeting, bytes => this.hub.output(bytes)))
    this.hub.connect(pty)
    this.#good = this.#timers.after(GOOD_MS, () => {
      this.#tries = 0
    })
    pty.onEnd(() => this.#lost())
  }

  /** Looks for a shell of an earlier run of the server. */
  find(): void {
    void this.#search()
  }

  resize(cols: number, rows: number): void {
    void this.#pty?.resize(cols, rows)
    this.#resting?.dispose()
    this.#resting = this.#timers.after(RESTS_MS, () => this.#deps.onSize(cols, rows))
  }

  end(why: string): void {
    if (this.#ended) return
    this.leave()
    this.hub.end(why)
    this.#deps.onEnd(why)
  }

  /** Ends the terminal and the shell in it. */
  async kill(why: string): Promise<void> {
    const { login, n, host, lab_id } = this.row
    this.end(why)
    try {
      await this.#deps.labs.access(lab_id)?.exec(host, this.#deps.shell.kill(login, n))
    } catch (error) {
      this.#deps.log.warn({ terminal: this.row.id, err: error }, 'a shell could not be ended')
    }
  }

  /** Drops the stream; the shell goes on. */
  leave(): void {
    this.#ended = true
    this.#timers.dispose()
    this.#pty?.close()
    this.#pty = null
  }

  #lost(): void {
    if (this.#ended) return
    this.#pty = null
    this.#good?.dispose()
    this.hub.connect(null)
    void this.#search()
  }

  async #search(): Promise<void> {
    const found = await this.#look()
    if (this.#ended) return
    if (found === 'lives') return this.#retry(() => this.#rejoin())
    if (found === 'ended') return this.end('The shell ended.')
    if (found === 'lab-gone') return this.end('The lab has ended.')
    this.#retry(() => this.#search())
  }

  async #look(): Promise<Found> {
    const { login, n, host, lab_id } = this.row
    const access = this.#deps.labs.access(lab_id)
    if (access === null) return 'lab-gone'
    try {
      const { exitCode } = await access.exec(host, this.#deps.shell.lives(login, n))
      if (exitCode === null) return 'no-answer'
      return exitCode === 0 ? 'lives' : 'ended'
    } catch {
      return 'no-answer'
    }
  }

  #retry(run: () => Promise<void>): void {
    const wait = RETRY_MS[this.#tries]
    if (wait === undefined) {
      this.end('The connection to the host was lost and could not be restored.')
      return
    }
    if (this.#tries === 0 && this.#joined) this.#deps.recording?.mark('stream lost')
    this.#tries += 1
    this.#timers.after(wait, () => void run())
  }

  async #rejoin(): Promise<void> {
    const { login, n, host, lab_id } = this.row
    const access = this.#deps.labs.access(lab_id)
    if (access === null) return this.end('The lab has ended.')
    try {
      // A server that was killed leaves its dtach joined, which takes output that a paused one of
      // ours has yet to take; dtach then thinks it delivered.
      await access.exec(host, this.#deps.shell.leave(login, n))
      const spec = ptySpec(this.#deps.shell.rejoin(login, n), { login, ...this.hub.size })
      const pty = await this.#deps.engine.openPty(access.containerOf(host), spec)
      if (this.#ended) return pty.close()
      this.#deps.recording?.mark('stream restored')
      this.join(pty)
    } catch (error) {
      const why = messageOf(error)
      this.#deps.log.warn({ terminal: this.row.id, why }, 'a terminal could not be rejoined')
      if (!this.#ended) this.#retry(() => this.#search())
    }
  }
}
