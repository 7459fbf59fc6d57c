import { type ByteStream, type Door, hatcheryStream, rawStream } from './byte-stream.ts'
import { measureEcho, measureThroughput, settle } from './measure.ts'

export type PeerTask =
  | { readonly do: 'raw'; readonly container: string; readonly login: string }
  | { readonly do: 'own'; readonly door: Door }
  | { readonly do: 'observe'; readonly door: Door }
  | { readonly do: 'echo'; readonly of: 'raw' | 'own'; readonly keys: number }
  | { readonly do: 'throughput'; readonly of: 'raw' | 'own'; readonly lines: number }
  | { readonly do: 'faults'; readonly of: 'own' | 'observe' }

/** Joins terminals and measures them, in a process of its own: as far away as a browser is. */
const createPeer = () => {
  const streams = new Map<string, ByteStream>()

  const stream = (name: string): ByteStream => {
    const found = streams.get(name)
    if (found === undefined) throw new Error(`no ${name} stream was opened`)
    return found
  }

  const open = async (name: string, opened: ByteStream) => {
    streams.set(name, opened)
    if (name !== 'observe') await settle(opened)
    return null
  }

  return async (task: PeerTask): Promise<unknown> => {
    if (task.do === 'raw') return open('raw', await rawStream(task.container, task.login))
    if (task.do === 'own') return open('own', await hatcheryStream(task.door, 'own'))
    if (task.do === 'observe') return open('observe', await hatcheryStream(task.door, 'observe'))
    if (task.do === 'echo') return measureEcho(stream(task.of), task.keys)
    if (task.do === 'throughput') return measureThroughput(stream(task.of), task.lines)
    if (task.do === 'faults') return stream(task.of).faults()
    throw new Error('no such task')
  }
}

const perform = createPeer()

process.on('message', (task: PeerTask) => {
  perform(task).then(
    value => process.send?.({ ok: true, value }),
    error => process.send?.({ ok: false, why: String(error) }),
  )
})
