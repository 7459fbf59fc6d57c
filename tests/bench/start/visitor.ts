import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import WebSocket from 'ws'
import type { AttemptView } from '../../../server/exercises/view.ts'
import type { StatusView } from '../../../server/hosts/view.ts'
import type { LabView } from '../../../server/labs/view.ts'
import { decodeServerFrame } from '../../../server/terminals/frames.ts'
import type { TerminalView } from '../../../server/terminals/view.ts'

type Start = { readonly ms: number; readonly stages: Record<string, number> }

/** A signed-in member at the server's doors: HTTP, notices and a terminal's socket. */
export const signIn = async (origin: string, link: string) => {
  const token = new URL(link).hash.slice(1)
  const session = await fetch(`${origin}/api/session`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  const cookie = (session.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const headers = { origin, cookie, 'content-type': 'application/json' }

  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${origin}/api${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (answer.status === 204 ? null : await answer.json()) as T
  }

  const leaving = new AbortController()
  const noticed = new Set<() => void>()
  const notices = await fetch(`${origin}/api/notices`, { headers, signal: leaving.signal })
  if (notices.body === null) throw new Error('the server sends no notices')
  const stream = Readable.fromWeb(notices.body as ReadableStream)
  stream.on('error', () => undefined)
  const lines = createInterface({ input: stream })
  lines.on('error', () => undefined)
  lines.on('line', line => {
    if (line.startsWith('data:')) for (const look of noticed) look()
  })

  /** Looks again at each notice, as the page does, until the answer will do. */
  const until = <T>(look: () => Promise<T>, isIt: (value: T) => boolean): Promise<T> =>
    new Promise((resolve, reject) => {
      const again = () => {
        look().then(value => {
          if (!isIt(value)) return
          noticed.delete(again)
          resolve(value)
        }, reject)
      }
      noticed.add(again)
      again()
    })

  const labIs = (id: string, state: string): Promise<LabView> =>
    until(
      () => ask<LabView>('GET', `/labs/${id}`),
      lab => {
        if (lab.state === 'ended' && state !== 'ended') throw new Error(lab.why ?? 'it ended')
        return lab.state === state
      },
    )

  /** Resolves at the first byte that the shell shows. */
  const firstByte = (terminal: TerminalView): Promise<void> =>
    new Promise((resolve, reject) => {
      const url = `${origin.replace('http', 'ws')}/api/terminals/${terminal.id}/socket?mode=own`
      const socket = new WebSocket(url, { headers: { origin, cookie } })
      socket.once('error', reject)
      socket.on('message', (data: Buffer) => {
        const decoded = decodeServerFrame(data)
        if (!decoded.ok) return reject(new Error(decoded.why))
        const { frame } = decoded
        const shows =
          (frame.type === 'output' && frame.bytes.length > 0) ||
          (frame.type === 'snapshot' && frame.offset > 0)
        if (!shows) return
        socket.close()
        resolve()
      })
    })

  return {
    imagesReady: async (): Promise<void> => {
      await until(
        () => ask<StatusView>('GET', '/status'),
        ({ images }) => images.total > 0 && images.ready === images.total,
      )
    },
    /** From the request to the first byte of the prompt; then the lab is ended. */
    startExercise: async (slug: string): Promise<Start> => {
      const began = performance.now()
      const attempt = await ask<AttemptView>('POST', `/exercises/${slug}/attempts`)
      const lab = await labIs(attempt.lab.id, 'ready')
      const readyAt = performance.now()
      const terminal = await ask<TerminalView>('POST', `/labs/${lab.id}/terminals`, {
        host: lab.hosts[0]?.name,
        cols: 80,
        rows: 24,
      })
      await firstByte(terminal)
      const ended = performance.now()
      await ask('POST', `/attempts/${attempt.id}/finish`)
      await labIs(lab.id, 'ended')
      const stages = { ...lab.timings, until_ready: readyAt - began, terminal: ended - readyAt }
      return { ms: ended - began, stages }
    },
    leave: () => leaving.abort(),
  }
}
