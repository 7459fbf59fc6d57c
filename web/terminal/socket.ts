import type { TerminalMode } from '../../server/terminals/view.ts'
import type { OpenLink } from './session-port.ts'

/** Letters of a client's id: what the server's route lets pass. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** Names this terminal on this page, so that input sent twice takes effect once. */
export const newClientId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), byte =>
    ALPHABET.charAt(byte % ALPHABET.length),
  ).join('')

/** Links over a browser's WebSocket to one terminal. */
export const webSocketLinks = (
  terminalId: string,
  mode: TerminalMode,
  client: string,
): OpenLink => {
  return (since, events) => {
    const url = new URL(`/api/terminals/${terminalId}/socket`, location.href)
    url.protocol = url.protocol.replace('http', 'ws')
    url.search = new URLSearchParams({ since: String(since), mode, client }).toString()
    const socket = new WebSocket(url)
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => events.opened()
    socket.onclose = ({ code, reason }) => events.closed({ code, reason })
    socket.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) events.message(new Uint8Array(data))
    }
    return {
      send: bytes => {
        if (socket.readyState === WebSocket.OPEN) socket.send(bytes)
      },
      close: () => {
        socket.onopen = null
        socket.onclose = null
        socket.onmessage = null
        socket.close(1000)
      },
    }
  }
}
