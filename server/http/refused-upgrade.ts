import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { serve } from '@hono/node-server'

type Fetch = Parameters<typeof serve>[0]['fetch']

type UpgradeListener = (request: IncomingMessage, socket: Duplex) => void

/** A socket that was let in is answered by an empty 200, in which nothing else comes. */
const isLetIn = (response: Response): boolean => response.status === 200 && response.body === null

const isWebSocket = (upgrade: string | null | undefined): boolean =>
  upgrade?.toLowerCase() === 'websocket'

/**
 * Gives a refused WebSocket its problem to read. @hono/node-server sends the status of a refusal
 * without its body, unless somebody else listens for upgrades too: then it leaves the answer to
 * them. Goes with `leaveRefusals`.
 *
 * @example const server = serve({ fetch: answeringRefusals(app.fetch), … })
 *          leaveRefusals(server)
 */
export const answeringRefusals =
  (fetch: Fetch): Fetch =>
  async (request, env) => {
    const response = await fetch(request, env)
    if (!isWebSocket(request.headers.get('upgrade'))) return response
    if (!(response instanceof Response) || isLetIn(response)) return response
    await answer(env.incoming.socket, response.clone())
    return response
  }

/** Also ends what asks to become anything but a WebSocket, which nobody else answers. */
export const leaveRefusals = (server: {
  on(event: 'upgrade', listener: UpgradeListener): unknown
}): void => {
  server.on('upgrade', ({ headers }, socket) => {
    if (isWebSocket(headers.upgrade)) return
    // Whoever hangs up before the answer is gone; without a listener it would be our end too.
    socket.on('error', () => {})
    const why = `This server does not speak ${headers.upgrade}: ask without an Upgrade header.\n`
    void answer(socket, new Response(why, { status: 400 }))
  })
}

const answer = async (socket: Duplex, response: Response): Promise<void> => {
  const body = Buffer.from(await response.arrayBuffer())
  if (socket.destroyed) return
  const headers = new Headers(response.headers)
  headers.set('connection', 'close')
  headers.set('content-length', String(body.length))
  const lines = [...headers].map(([name, value]) => `${name}: ${value}`)
  const status = `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}`
  socket.end(Buffer.concat([Buffer.from([status, ...lines, '', ''].join('\r\n')), body]))
}
