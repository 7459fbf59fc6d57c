import type { Disposable } from '../kernel/disposable.ts'
import type { TerminalMode } from './view.ts'

/** Somebody who looks at a terminal, over whatever transport. */
export type Viewer = {
  readonly handle: string
  readonly mode: TerminalMode
  /** The same over reconnects, so that what is typed again takes effect once; null: none given. */
  readonly client: string | null
  send(frame: Uint8Array): void
  /** Bytes given to `send` that the transport has not passed on yet. */
  bufferedAmount(): number
  close(code: number, reason: string): void
}

/** A size and the offset of output from which it holds. */
export type SizeAt = { readonly offset: number; readonly cols: number; readonly rows: number }

/**
 * Where a recorded terminal stands: everything up to `offset` is in `file` up to byte `position`,
 * once the recording is flushed. The last bytes of output that are not a whole character yet are
 * left out of both.
 */
export type RecordingCursor = {
  readonly file: string
  readonly position: number
  readonly offset: number
}

/** The recording of one terminal. No call waits: bytes are queued and written behind. */
export type TerminalRecording = {
  output(bytes: Uint8Array): void
  resize(cols: number, rows: number): void
  mark(label: string): void
  /** Ends the file; `status` is the shell's exit status, null where nobody knows it. */
  end(status: number | null): Promise<void>
  /** Bytes queued and not written yet. */
  backlog(): number
  cursor(): RecordingCursor
  /** Resolves when everything given so far is in the file. */
  flush(): Promise<void>
  /** False once the disk refused to take more: then the terminal goes on unrecorded. */
  working(): boolean
  /** Told when `working` changes, or when a long backlog has been written. At most one listener. */
  onChange(listener: () => void): Disposable
}

export type RecordedTerminal = {
  readonly labId: string
  readonly n: number
  readonly host: string
  readonly login: string
  readonly cols: number
  readonly rows: number
}

/** What terminals need of the recordings feature. */
export type Recorder = {
  /** Whether terminals of this lab are recorded; once it resolves to true, `open` may be called. */
  ready(labId: string): Promise<boolean>
  /** Begins `terminals/<n>.cast`. */
  open(terminal: RecordedTerminal): TerminalRecording
  /**
   * Goes on with a terminal of an earlier run of the server, with a marker where it does. `bytes`
   * is its output so far. Only after `ready`.
   */
  resume(
    terminal: RecordedTerminal & { readonly openedAt: number },
  ): Promise<{ readonly recording: TerminalRecording; readonly bytes: number }>
}

/** The screen as it was at `offset`, as escape sequences for a fresh terminal of that size. */
export type Screen = SizeAt & { readonly screen: string }

/**
 * Makes the screen at a place of a flushed recording; it may stand some bytes before the cursor,
 * where a sequence is cut. Rejects with AppError `screen-unavailable` when it is too busy, takes
 * too long or fails.
 */
export type ScreenMaker = (cursor: RecordingCursor) => Promise<Screen>
