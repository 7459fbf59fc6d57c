import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import type Docker from 'dockerode'
import { expect, it } from 'vitest'
import { createWatch } from '../../server/engine/docker-events.ts'
import { disposable } from '../../server/kernel/disposable.ts'

const died = (id: string) => `${JSON.stringify({ Action: 'die', Actor: { ID: id } })}\n`

it('containers are watched through a death of the engine', async () => {
  const streams = [new PassThrough(), new PassThrough()]
  let asked = 0
  const docker = { getEvents: async () => streams[asked++] } as unknown as Docker
  const gone: string[] = []
  const heard = new PassThrough({ objectMode: true })
  const watch = createWatch(docker, (_ms, run) => {
    queueMicrotask(run)
    return disposable(() => undefined)
  })('hatchery.instance=a', id => {
    gone.push(id)
    heard.write(id)
  })

  streams[0]?.write(died('one'))
  await once(heard, 'data')
  streams[0]?.destroy(new Error('aborted'))
  streams[1]?.write(died('two'))
  await once(heard, 'data')
  watch.dispose()
  expect(gone).toEqual(['one', 'two'])
})
