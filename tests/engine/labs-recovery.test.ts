import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type RealEngine, readyLab, realEngine, realLabs } from '../support/real-engine.ts'

const CHILD = fileURLToPath(new URL('../support/labs-child.ts', import.meta.url))

let real: RealEngine
let folder: string

beforeAll(async () => {
  real = await realEngine()
}, 600_000)
afterAll(() => real?.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hatchery-labs-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const file = () => join(folder, 'hatchery.db')

/** Lets a server in another process start a lab, and kills it at a state; returns the lab's id. */
const killedAt = async (state: string): Promise<string> => {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, real.instance, file()], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const [reached, id] = line.split(' ')
    if (reached !== state || id === undefined) continue
    child.kill('SIGKILL')
    await new Promise(resolve => child.once('exit', resolve))
    return id
  }
  throw new Error(`the server never came to ${state}`)
}

const cgroupsOf = (id: string): string[] =>
  readdirSync('/sys/fs/cgroup', { recursive: true, withFileTypes: true })
    .map(one => one.name)
    .filter(name => name.includes(id))

describe('a server that was killed', () => {
  test.each(['creating', 'booting'])(
    'while a lab was %s has nothing left of it when it starts again',
    async state => {
      const id = await killedAt(state)
      const { labs, db } = await realLabs(real, file())
      await labs.start()
      await vi.waitFor(
        async () => {
          expect(await labs.get(id)).toMatchObject({
            state: 'ended',
            why: 'The server stopped while this lab was being made.',
          })
          await labs.sweep()
          expect(await real.leftovers()).toEqual([])
        },
        { timeout: 20_000, interval: 200 },
      )
      expect(cgroupsOf(id)).toEqual([])
      await labs.drain()
      await db.destroy()
    },
  )

  test('with a lab that was ready goes on with it', async () => {
    const id = await killedAt('ready')
    const { labs, db } = await realLabs(real, file())
    await labs.start()
    const result = await labs.access(id)?.exec('www01', { command: ['id', '-un', 'ada'] })
    expect(result?.stdout).toBe('ada\n')
    await labs.end(id, 'The test is over.')
    expect(await real.leftovers()).toEqual([])
    await labs.drain()
    await db.destroy()
  })
})

describe('labs', () => {
  test('are two at once that do not see each other, and leave nothing', async () => {
    const { labs, db } = await realLabs(real)
    const [one, two] = await Promise.all([readyLab(labs), readyLab(labs)])
    const address = (await one.exec('www01', { command: ['hostname', '-I'] })).stdout.trim()
    const reach = (from: typeof one, host: string) =>
      from.exec(host, {
        command: ['timeout', '2', 'bash', '-c', `</dev/tcp/${address}/80`],
      })
    expect((await reach(one, 'outside')).exitCode).toBe(0)
    expect((await reach(two, 'outside')).exitCode).not.toBe(0)
    expect((await reach(two, 'www01')).exitCode).not.toBe(0)
    await Promise.all([labs.end(one.id, 'x'), labs.end(two.id, 'x')])
    expect(await real.leftovers()).toEqual([])
    expect([...cgroupsOf(one.id), ...cgroupsOf(two.id)]).toEqual([])
    await labs.drain()
    await db.destroy()
  })

  test('have their host back after its owner rebooted it', async () => {
    const { labs, db } = await realLabs(real)
    await labs.start()
    const lab = await readyLab(labs)
    const bootId = async () =>
      (await lab.exec('www01', { command: ['stat', '-c', '%Y', '/run/hatchery/ada'] })).stdout
    const before = await bootId()
    await lab.exec('www01', { command: ['systemctl', 'reboot'] }).catch(() => undefined)
    await vi.waitFor(
      async () => {
        const after = await bootId()
        expect(after).toMatch(/^\d+\n$/)
        expect(after).not.toBe(before)
      },
      { timeout: 20_000, interval: 300 },
    )
    expect((await labs.get(lab.id))?.state).toBe('ready')
    await labs.end(lab.id, 'x')
    await labs.drain()
    await db.destroy()
  })

  test('end when a host of theirs is removed behind the server’s back', async () => {
    const { labs, db } = await realLabs(real)
    await labs.start()
    const lab = await readyLab(labs)
    await real.engine.removeContainer(lab.containerOf('www01'))
    await vi.waitFor(
      async () =>
        expect(await labs.get(lab.id)).toMatchObject({
          state: 'ended',
          why: 'Host www01 is gone: the container engine lost it.',
        }),
      { timeout: 20_000, interval: 100 },
    )
    expect(await real.leftovers()).toEqual([])
    await labs.drain()
    await db.destroy()
  })
})
