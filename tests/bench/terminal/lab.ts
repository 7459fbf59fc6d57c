import { setTimeout as sleep } from 'node:timers/promises'
import Docker from 'dockerode'
import type { AttemptView } from '../../../server/exercises/view.ts'
import type { StatusView } from '../../../server/hosts/view.ts'
import type { LabView } from '../../../server/labs/view.ts'
import type { TerminalView } from '../../../server/terminals/view.ts'
import type { Door } from './byte-stream.ts'

/** Images may have to be built first. In milliseconds. */
const PATIENCE_MS = 20 * 60_000

/** A signed-in owner with a ready lab and one terminal in it. */
export const openLab = async (origin: string, link: string, exercise: string) => {
  const session = await fetch(`${origin}/api/session`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token: new URL(link).hash.slice(1) }),
  })
  const cookie = (session.headers.get('set-cookie') ?? '').split(';')[0] ?? ''

  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${origin}/api${path}`, {
      method,
      headers: { origin, cookie, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  const until = async <T>(look: () => Promise<T>, isIt: (value: T) => boolean): Promise<T> => {
    for (const began = performance.now(); performance.now() - began < PATIENCE_MS; ) {
      const value = await look()
      if (isIt(value)) return value
      await sleep(300)
    }
    throw new Error('what the bench needs did not become ready')
  }

  await until(
    () => ask<StatusView>('GET', '/status'),
    ({ images }) => images.total > 0 && images.ready === images.total,
  )
  const attempt = await ask<AttemptView>('POST', `/exercises/${exercise}/attempts`)
  const lab = await until(
    () => ask<LabView>('GET', `/labs/${attempt.lab.id}`),
    ({ state }) => state === 'ready' || state === 'ended',
  )
  const host = lab.hosts[0]?.name ?? ''
  const size = { cols: 80, rows: 24 }
  const terminal = await ask<TerminalView>('POST', `/labs/${lab.id}/terminals`, { host, ...size })
  const docker = new Docker()
  const [found] = await docker.listContainers({
    filters: { label: [`hatchery.lab=${lab.id}`, `hatchery.host=${host}`] },
  })
  if (found === undefined) throw new Error(`the container of ${host} is not to be found`)
  const socket = `${origin.replace('http', 'ws')}/api/terminals/${terminal.id}/socket`
  const door: Door = { socket, origin, cookie }
  return { container: found.Id, login: terminal.login, door }
}
