import { describe, expect, it } from 'vitest'
import { createBuildLock } from '../../server/hosts/build-lock.ts'

const nameOf = (what: string) => `hatchery-test-${process.pid}-${what}`
const never = new AbortController().signal
const unexpected = () => {
  throw new Error('it waited')
}

describe.runIf(process.platform === 'linux')('the build lock', () => {
  it('is shared within a process and freed by the last to let go', async () => {
    const lock = createBuildLock(nameOf('shared'))
    const first = await lock.acquire(unexpected, never)
    const second = await lock.acquire(unexpected, never)
    const other = createBuildLock(nameOf('shared'))
    let waited = 0
    const third = other.acquire(() => {
      waited += 1
      first()
      first()
      second()
    }, never)
    const release = await third
    expect(waited).toBe(1)
    release()
  })

  it('stops waiting when it is told to', async () => {
    const holder = await createBuildLock(nameOf('stop')).acquire(unexpected, never)
    const stop = new AbortController()
    const other = createBuildLock(nameOf('stop'))
    await expect(other.acquire(() => stop.abort(), stop.signal)).rejects.toThrow(/abort/i)
    holder()
    const release = await other.acquire(() => undefined, never)
    release()
  })
})

it('lets everybody build where there is no abstract namespace', async () => {
  const first = await createBuildLock(nameOf('mac'), 'darwin').acquire(unexpected, never)
  const second = await createBuildLock(nameOf('mac'), 'darwin').acquire(unexpected, never)
  first()
  second()
})
