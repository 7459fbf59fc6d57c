import { lookup } from 'node:dns/promises'
import { readdirSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Pty } from '../../server/engine/port.ts'
import { networkName } from '../../server/labs/plan.ts'
import { bareLab, type RealEngine, realEngine, waitForSystemd } from '../support/real-engine.ts'

let real: RealEngine
let lab: Awaited<ReturnType<typeof bareLab>>

beforeAll(async () => {
  real = await realEngine()
  lab = await bareLab(real, '10.214.255.0/28')
}, 600_000)

afterAll(() => real?.close())

const sh = (script: string, options: { in?: string; user?: string; timeout?: number } = {}) =>
  real.engine.exec(options.in ?? lab.host, {
    command: ['/bin/bash', '-c', script],
    ...(options.user !== undefined && { user: options.user }),
    ...(options.timeout !== undefined && { timeout: options.timeout }),
  })

const connects = (address: string, port: number, container: string) =>
  sh(`timeout 2 bash -c '</dev/tcp/${address}/${port}'`, { in: container })

describe('a hardened host', () => {
  test('runs systemd without a failed unit', async () => {
    expect((await sh('systemctl is-system-running')).stdout).toBe('running\n')
    expect((await sh('systemctl --failed --no-legend --plain')).stdout).toBe('')
  })

  test('has few capabilities, no devices and no way into the machine’s cgroups', async () => {
    const status = (await sh('grep CapBnd /proc/1/status')).stdout
    const bounding = BigInt(`0x${status.split(/\s+/)[1]}`)
    const SYS_ADMIN = 1n << 21n
    const NET_ADMIN = 1n << 12n
    expect(bounding & (SYS_ADMIN | NET_ADMIN)).toBe(0n)
    expect((await sh('mount -t tmpfs none /mnt')).exitCode).not.toBe(0)
    expect((await sh('ls /sys/fs/cgroup/systemd')).stdout).not.toMatch(/docker|hatchery/)
    expect((await sh('ls /dev')).stdout).not.toMatch(/sda|vda|mem|kmsg/)
  })

  test('is rebooted, and has no failed unit then either', async () => {
    const before = (await sh('stat -c %Y /proc/1')).stdout
    await real.engine.restartContainer(lab.host)
    await waitForSystemd(real.engine, lab.host)
    expect((await sh('systemctl --failed --no-legend --plain')).stdout).toBe('')
    expect((await sh('stat -c %Y /proc/1')).stdout).not.toBe(before)
  })

  test('contains a fork bomb, which ends with its exec', async () => {
    await sh('id bomber || useradd bomber')
    const bomb = sh('bomb() { bomb | bomb & }; bomb; sleep 60', { user: 'bomber', timeout: 4_000 })
    await sleep(2_000)
    const began = performance.now()
    const other = await sh('echo alive', { in: lab.outside })
    expect(other.stdout).toBe('alive\n')
    expect(performance.now() - began).toBeLessThan(5_000)
    expect((await bomb).timedOut).toBe(true)
    await vi.waitFor(async () => expect((await sh('pgrep -u bomber | wc -l')).stdout).toBe('0\n'), {
      timeout: 10_000,
      interval: 200,
    })
    expect((await sh('systemctl is-system-running')).stdout).toBe('running\n')
  })
})

describe('an exec', () => {
  test('keeps its streams apart and its exit code', async () => {
    expect(await sh('echo out; echo wrong >&2; exit 7')).toMatchObject({
      stdout: 'out\n',
      stderr: 'wrong\n',
      exitCode: 7,
      timedOut: false,
      truncated: false,
    })
  })

  test('is given its standard input, whole', async () => {
    const stdin = 'x'.repeat(3_000_000)
    const result = await real.engine.exec(lab.host, { command: ['wc', '-c'], stdin })
    expect(result.stdout.trim()).toBe('3000000')
  })

  test('runs as whom, where and with what it was told', async () => {
    const result = await real.engine.exec(lab.host, {
      command: ['/bin/sh', '-c', 'echo "$(id -un) $(pwd) $COLOUR"'],
      user: 'www-data',
      workdir: '/var',
      env: { COLOUR: 'green' },
    })
    expect(result.stdout).toBe('www-data /var green\n')
  })

  test('drops output beyond its limit and says so', async () => {
    const heard: string[] = []
    const result = await real.engine.exec(lab.host, {
      command: ['/bin/sh', '-c', 'head -c 100000 /dev/zero | tr "\\0" a'],
      maxOutput: 1000,
      onOutput: text => heard.push(text),
    })
    expect(result).toMatchObject({ stdout: 'a'.repeat(1000), truncated: true, exitCode: 0 })
    expect(heard.join('')).toHaveLength(100_000)
  })

  test('is ended when its time is up, with all that it started', async () => {
    const result = await sh('setsid sleep 4711 & sleep 4712', { timeout: 500 })
    expect(result).toMatchObject({ exitCode: null, timedOut: true })
    expect((await sh('pgrep -cf "sleep 471[12]$"')).stdout).toBe('0\n')
  })

  test('does not wait for others', async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, n) => sh(`sleep 0.2; echo ${n}`)),
    )
    expect(results.map(one => one.stdout)).toEqual(Array.from({ length: 8 }, (_, n) => `${n}\n`))
  })

  test('in a container that is gone is refused with the engine’s words', async () => {
    await expect(sh('true', { in: 'nowhere' })).rejects.toMatchObject({
      code: 'engine-refused',
      detail: expect.stringContaining('No such container'),
    })
  })
})

describe('a terminal', () => {
  const open = async (command: string[], cols = 80, rows = 24) => {
    const pty = await real.engine.openPty(lab.host, {
      command,
      user: 'root',
      env: { TERM: 'xterm-256color' },
      workdir: '/',
      cols,
      rows,
    })
    let text = ''
    pty.onData(bytes => {
      text += Buffer.from(bytes).toString()
    })
    const says = (what: string | RegExp) =>
      vi.waitFor(() => expect(text).toMatch(what), { timeout: 10_000, interval: 10 })
    return { pty, says, text: () => text }
  }
  const type = (pty: Pty, line: string) => pty.write(Buffer.from(`${line}\r`))

  test('has the size that it was opened with, and follows a new one', async () => {
    const { pty, says, text } = await open(['/bin/bash', '--norc'], 123, 45)
    // The engine takes a size only once the shell runs, so an early question has an early answer.
    await vi.waitFor(
      () => {
        type(pty, 'stty size')
        expect(text()).toContain('45 123')
      },
      { timeout: 10_000, interval: 100 },
    )
    await pty.resize(99, 33)
    type(pty, 'stty size')
    await says('33 99')
    pty.close()
  })

  test('ends when its shell does', async () => {
    const { pty } = await open(['/bin/sh', '-c', 'sleep 0.3'])
    const why = await new Promise(resolve => pty.onEnd(resolve))
    expect(why).toBe('The shell ended.')
  })

  test('ends its attached process when it is closed, but not the shell under dtach', async () => {
    const attach = ['dtach', '-A', '/run/test.sock', '-r', 'none', '-z', '/bin/bash', '--norc']
    const first = await open(attach)
    type(first.pty, 'COLOUR=green; echo $((40 + 2))')
    await first.says('42')
    first.pty.close()
    await vi.waitFor(
      async () => {
        // The master stays, the one that was attached goes.
        expect((await sh('pgrep -cx dtach')).stdout).toBe('1\n')
      },
      { timeout: 10_000, interval: 100 },
    )
    const second = await open(attach)
    type(second.pty, 'echo still-$COLOUR')
    await second.says('still-green')
    type(second.pty, 'exit')
    await new Promise(resolve => second.pty.onEnd(resolve))
  })

  test('holds the host back while it is paused, and loses nothing', async () => {
    const pty = await real.engine.openPty(lab.host, {
      command: ['/bin/sh', '-c', 'stty -opost; head -c 20000000 /dev/zero; echo END; sleep 60'],
      user: 'root',
      env: {},
      workdir: '/',
      cols: 80,
      rows: 24,
    })
    let size = 0
    let tail = ''
    pty.onData(bytes => {
      size += bytes.length
      tail = Buffer.from(bytes.subarray(-8)).toString()
    })
    pty.pause()
    const before = size
    await sleep(300)
    expect(size).toBe(before)
    expect((await sh('pgrep -cx head')).stdout).toBe('1\n')
    pty.resume()
    await vi.waitFor(() => expect(tail).toContain('END'), { timeout: 30_000 })
    expect(size).toBe(20_000_000 + 'END\n'.length)
    pty.close()
  })
})

describe('there is no way out', () => {
  let listener: Server
  let port = 0
  beforeAll(async () => {
    listener = createServer(socket => socket.end())
    await new Promise<void>(resolve => listener.listen(0, '0.0.0.0', resolve))
    const address = listener.address()
    port = typeof address === 'object' && address !== null ? address.port : 0
  })
  afterAll(() => listener?.close())

  test('to the machine, on the address of the lab’s bridge', async () => {
    const reached = vi.fn()
    listener.on('connection', reached)
    expect((await connects('10.214.255.1', port, lab.host)).exitCode).not.toBe(0)
    expect((await connects('10.214.255.1', port, lab.outside)).exitCode).not.toBe(0)
    expect(reached).not.toHaveBeenCalled()
  })

  test('to the package mirror, by name or by address', async () => {
    const began = performance.now()
    const named = await sh('getent hosts deb.debian.org')
    expect(named).toMatchObject({ exitCode: 2, stdout: '' })
    expect(performance.now() - began).toBeLessThan(5_000)
    const mirror = await lookup('deb.debian.org', 4).catch(() => ({ address: '192.0.2.1' }))
    expect((await connects(mirror.address, 80, lab.host)).exitCode).not.toBe(0)
  })

  test('to a host of another lab, which its own probe reaches', async () => {
    const other = await bareLab(real, '10.214.255.16/28')
    const address = await real.engine.addressOf(other.host, networkName(other.names))
    expect((await connects(address ?? '', 80, other.outside)).exitCode).toBe(0)
    expect((await connects(address ?? '', 80, lab.host)).exitCode).not.toBe(0)
    expect((await sh('getent hosts www01')).stdout).not.toContain(address)
  })

  test('though hosts of one lab know each other by name', async () => {
    expect((await sh('getent hosts www01.lab.test', { in: lab.outside })).exitCode).toBe(0)
    expect((await connects('www01', 80, lab.outside)).exitCode).toBe(0)
  })
})

test('a container that is removed leaves no cgroup folder', async () => {
  const gone = await bareLab(real, '10.214.255.32/28')
  await real.engine.removeContainer(gone.host)
  const left = readdirSync('/sys/fs/cgroup', { recursive: true, withFileTypes: true }).filter(one =>
    one.name.includes(gone.names.labId),
  )
  expect(left).toEqual([])
})
