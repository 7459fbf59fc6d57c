import type { TerminalState } from '../../server/terminals/view.ts'

/** One connection, of whatever transport. `close` is never answered by `closed`. */
export type Link = { send(bytes: Uint8Array<ArrayBuffer>): void; close(): void }

export type LinkEvents = {
  opened(): void
  message(bytes: Uint8Array): void
  closed(how: LinkClose): void
}

/** As a WebSocket tells it (RFC 6455, section 7.4); 1006 is a cut, or a refused connection. */
export type LinkClose = { readonly code: number; readonly reason: string }

/** Starts connecting, asking for output from offset `since` on. */
export type OpenLink = (since: number, events: LinkEvents) => Link

/** Where output goes. `shown` is called when the bytes have been drawn. */
export type SessionScreen = {
  output(bytes: Uint8Array, shown: () => void): void
  snapshot(cols: number, rows: number, screen: string, shown: () => void): void
  resize(cols: number, rows: number): void
}

export type SessionStatus =
  | { readonly is: 'connecting' }
  | { readonly is: 'connected' }
  /** `retryAt` is in the clock of `now`. */
  | { readonly is: 'waiting'; readonly retryAt: number; readonly why: string }
  | { readonly is: 'ended'; readonly why: string }

export type SessionOptions = {
  readonly open: OpenLink
  readonly screen: SessionScreen
  /** Milliseconds, never going back. */
  readonly now: () => number
  /** Runs once after `ms`; returns how to cancel it. */
  readonly after: (ms: number, run: () => void) => () => void
  /** In [0, 1). */
  readonly random: () => number
  /**
   * Asked after a connection that was refused: why the terminal is gone for good, null when it may
   * come back. May reject, which tells nothing.
   */
  readonly whyGone?: () => Promise<string | null>
  readonly onStatus: (status: SessionStatus) => void
  readonly onState?: (state: TerminalState) => void
  /** The usual time from a keystroke to its acknowledgement, in milliseconds. */
  readonly onEcho?: (ms: number) => void
}
