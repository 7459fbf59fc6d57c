import { type Accessor, createSignal, onCleanup } from 'solid-js'
import type { TerminalMode, TerminalState, TerminalView } from '../../server/terminals/view.ts'
import { api, json, problemOf } from '../api/client.ts'
import { showToast } from '../ui/Toast.tsx'
import { createSessionScreen } from './screen.ts'
import { MAX_PENDING_BYTES, TerminalSession } from './session.ts'
import type { SessionStatus } from './session-port.ts'
import { newClientId, webSocketLinks } from './socket.ts'
import type { Xterm } from './xterm.ts'

export type Connection = {
  readonly status: Accessor<SessionStatus>
  /** What the server says of it: who watches, whether it is recorded. Null before it has. */
  readonly state: Accessor<TerminalState | null>
  readonly echoMs: Accessor<number | null>
  readonly size: Accessor<{ cols: number; rows: number }>
  /** False when what was typed could not be kept. */
  readonly type: (bytes: Uint8Array) => boolean
  /** Whether something was typed or pasted that could not be kept, since it was last connected. */
  readonly refused: Accessor<boolean>
  readonly retryNow: () => void
}

/** Bytes: what one key sends at most; more is a paste. */
const LONGEST_KEY = 16

const showRefusal = (bytes: number): void => {
  const most = `${MAX_PENDING_BYTES / 1024} KiB`
  if (bytes > LONGEST_KEY) {
    const size = `${Math.ceil(bytes / 1024)} KiB`
    showToast(
      'error',
      `Not pasted: ${size}`,
      `At most ${most} can wait for the host. Paste less at once.`,
    )
  } else {
    showToast('error', 'Not typed', `More than ${most} wait for the host already. Wait for it.`)
  }
}

const encoder = new TextEncoder()

/** Why a terminal can't be joined any more, as the lab's list tells; null when it can. */
const askWhyGone = async (labId: string, terminalId: string): Promise<string | null> => {
  try {
    const all = await json(api.labs[':id'].terminals.$get({ param: { id: labId } }))
    const terminal = all.find(({ id }) => id === terminalId)
    return terminal ? (terminal.ended?.why ?? null) : 'It is no longer there.'
  } catch (thrown) {
    const { status, detail } = problemOf(thrown)
    return status === 401 || status === 403 || status === 404 ? detail : null
  }
}

/** Joins an xterm to a terminal of the server for as long as the owner lives. */
export const connectTerminal = (
  { term }: Xterm,
  terminal: TerminalView,
  mode: TerminalMode,
): Connection => {
  const [status, setStatus] = createSignal<SessionStatus>({ is: 'connecting' })
  const [state, setState] = createSignal<TerminalState | null>(null)
  const [echoMs, setEchoMs] = createSignal<number | null>(null)
  const [size, setSize] = createSignal({ cols: term.cols, rows: term.rows })

  const [refused, setRefused] = createSignal(false)
  const drawing = createSessionScreen(term, mode)
  const session = new TerminalSession({
    open: webSocketLinks(terminal.id, mode, newClientId()),
    now: () => performance.now(),
    after: (ms, run) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    random: Math.random,
    whyGone: () => askWhyGone(terminal.labId, terminal.id),
    onStatus: next => {
      if (next.is === 'connected') setRefused(false)
      setStatus(next)
    },
    onState: setState,
    onEcho: setEchoMs,
    screen: drawing.screen,
  })

  const type = (bytes: Uint8Array): boolean => {
    if (mode !== 'own' || session.status.is === 'ended') return false
    const taken = session.input(bytes)
    if (!taken) {
      // Of keys pressed one after the other the first says it for all.
      if (!refused() || bytes.length > LONGEST_KEY) showRefusal(bytes.length)
      setRefused(true)
    }
    return taken
  }
  const parts = [
    term.onData(data => type(encoder.encode(data))),
    term.onBinary(data => type(Uint8Array.from(data, char => char.charCodeAt(0)))),
    term.onResize(next => {
      const isOwn = drawing.isOwnResize(next)
      if (isOwn || mode === 'observe') setSize(next)
      if (isOwn && mode === 'own') session.resize(next.cols, next.rows)
    }),
  ]
  const onOnline = () => session.retryNow()
  window.addEventListener('online', onOnline)
  onCleanup(() => {
    window.removeEventListener('online', onOnline)
    for (const part of parts) part.dispose()
    session.dispose()
  })
  return { status, state, echoMs, size, refused, type, retryNow: onOnline }
}
