import { createEffect, createSignal, Match, onCleanup, Show, Switch } from 'solid-js'
import type { TerminalMode } from '../../server/terminals/view.ts'
import { Button } from '../ui/Button.tsx'
import type { Connection } from './connection.ts'
import type { TerminalCommand } from './keys.ts'

/** 1.1 ms, 24 ms: a tenth matters only where it is a tenth of little. */
const echoWords = (ms: number) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`

/** What becomes of the connection, in words; and the keys that the page keeps for itself. */
export const StatusLine = (props: {
  connection: Connection
  mode: TerminalMode
  run: (command: TerminalCommand) => void
}) => {
  const { connection } = props
  const waiting = () => {
    const status = connection.status()
    return status.is === 'waiting' ? status : undefined
  }
  const ended = () => {
    const status = connection.status()
    return status.is === 'ended' ? status : undefined
  }
  return (
    <footer class="term-status">
      <span role="status" class="term-status-link">
        <Switch>
          <Match when={connection.status().is === 'connected'}>
            <span class="term-ok">
              <span class="dot" /> connected
            </span>
          </Match>
          <Match when={connection.status().is === 'connecting'}>
            <span class="term-wait">
              <span class="dot" /> connecting
            </span>
          </Match>
          <Match when={waiting()}>
            {status => (
              <span class="term-wait">
                <span class="dot" /> reconnecting: {status().why};{' '}
                {connection.refused()
                  ? 'some of what you typed was not taken'
                  : 'nothing typed is lost'}
              </span>
            )}
          </Match>
          <Match when={ended()}>{status => <span>ended: {status().why}</span>}</Match>
        </Switch>
      </span>
      <Show when={waiting()}>
        {status => (
          <>
            <RetryIn at={status().retryAt} />
            <Button variant="quiet" size="sm" onClick={connection.retryNow}>
              Try now
            </Button>
          </>
        )}
      </Show>
      <Show when={connection.status().is === 'connected' && connection.echoMs()}>
        {ms => <span title="From a key to the host’s answer">echo {echoWords(ms())}</span>}
      </Show>
      <span title="Columns × rows">
        {connection.size().cols} × {connection.size().rows}
      </span>
      <Show when={props.mode === 'observe'}>
        <span>watching, read only</span>
      </Show>
      <span class="term-keys">
        <button type="button" onClick={() => props.run('search')}>
          Search <kbd>Ctrl F</kbd>
        </button>
        <button type="button" onClick={() => props.run('split')}>
          Split <kbd>Ctrl Shift \</kbd>
        </button>
        <button
          type="button"
          title="The keyboard leaves the terminal; also Ctrl F6"
          onClick={() => props.run('leave')}
        >
          Leave <kbd>Ctrl Shift Esc</kbd>
        </button>
      </span>
    </footer>
  )
}

const SECOND = 1000

const RetryIn = (props: { at: number }) => {
  const [now, setNow] = createSignal(performance.now())
  createEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), SECOND / 4)
    onCleanup(() => clearInterval(timer))
  })
  return <span>in {Math.max(0, Math.ceil((props.at - now()) / SECOND))} s</span>
}
