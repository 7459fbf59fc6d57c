import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { connectEngine } from '../../server/engine/connect.ts'
import type { Engine, ExecResult } from '../../server/engine/port.ts'
import { createImages, type Images } from '../../server/hosts/images.ts'
import { type PuppetRun, puppetRun } from '../../server/hosts/puppet.ts'
import { Bus } from '../../server/kernel/bus.ts'
import { systemClock } from '../../server/kernel/clock.ts'
import type { Facts } from '../../server/kernel/facts.ts'
import { newId } from '../../server/kernel/ids.ts'
import { systemRandom } from '../../server/kernel/random.ts'
import { unwrap } from '../../server/kernel/result.ts'

const BUILD = 10 * 60_000
const MiB = 2 ** 20

const silent = { info: () => undefined, warn: () => undefined }
const instance = newId(systemRandom)
const network = `hatchery-${instance}`
const labels = { 'hatchery.instance': instance }

let engine: Engine
let images: Images
let host: string

const imagesOf = (controlRepo: string | null) =>
  createImages({
    engine,
    bus: new Bus<Facts>(error => {
      throw error
    }),
    clock: systemClock,
    log: silent as never,
    controlRepo,
  })

const run = (command: readonly string[], options: { user?: string; stdin?: string } = {}) =>
  engine.exec(host, { command, ...options })

/** A line for bash; for the commands that a member would type. */
const type = (line: string, user: string): Promise<ExecResult> =>
  run(['bash', '-c', line], { user })

const drift = async (): Promise<PuppetRun> =>
  unwrap(await puppetRun(spec => engine.exec(host, spec), { noop: true }))

const booted = (id: string): Promise<string> =>
  vi.waitFor(
    async () => {
      const { stdout } = await engine.exec(id, { command: ['systemctl', 'is-system-running'] })
      expect(stdout.trim()).toMatch(/^(running|degraded)$/)
      return stdout.trim()
    },
    { timeout: 30_000, interval: 100 },
  )

beforeAll(async () => {
  engine = await connectEngine({ instance, log: silent })
  images = await imagesOf(null)
  const image = unwrap(await images.build('www'))
  await engine.createNetwork({
    name: network,
    bridge: `hl-${instance}`.slice(0, 15),
    subnet: `10.254.${process.pid % 256}.0/28`,
    labels,
  })
  host = await engine.runContainer({
    name: `${network}-www01`,
    image,
    hostname: 'www01',
    kind: 'host',
    network,
    aliases: ['www01'],
    labels,
    limits: { memoryBytes: 512 * MiB, cpus: 1, pids: 256, tmpfsBytes: 64 * MiB },
  })
  await booted(host)
}, BUILD)

afterAll(async () => {
  await images?.close()
  await engine.removeContainer(`${network}-www01`)
  await engine.removeNetwork(network)
}, 60_000)

describe('a host of the www image', () => {
  it('boots without a failed unit or a trace of its making', async () => {
    expect((await run(['systemctl', '--failed', '--plain', '--no-legend'])).stdout).toBe('')
    expect(await booted(host)).toBe('running')
    expect(
      (await run(['bash', '-c', 'ls /tmp/hatchery /etc/ssh/ssh_host_* 2>&1'])).exitCode,
    ).not.toBe(0)
  })

  it('serves the build page through nginx, and the application on loopback alone', async () => {
    const page = await run(['curl', '-sS', '--fail', 'http://localhost/'])
    expect(page.stdout).toContain('No build has finished yet.')
    const listeners = (await run(['ss', '-Hltn'])).stdout
    expect(listeners).toContain('127.0.0.1:8080')
    expect(listeners).not.toMatch(/(0\.0\.0\.0|\*|\[::\]):8080/)
  })

  it('is at rest for Puppet, offline, from the first moment', async () => {
    expect(await drift()).toMatchObject({ status: 'unchanged', pending: 0, failed: 0 })
  })

  it('runs what cron is told to', async () => {
    const crontab = 'SHELL=/bin/sh\n* * * * * root touch /run/cron-ran\n'
    await run(['tee', '/etc/cron.d/every-minute'], { stdin: crontab })
    await expect
      .poll(async () => (await run(['test', '-e', '/run/cron-ran'])).exitCode, {
        timeout: 90_000,
        interval: 1_000,
      })
      .toBe(0)
  })

  it('shows a hand edit as drift, mends it, and leaves seeded files to their owners', async () => {
    await run(['bash', '-c', 'echo mine >>/etc/motd; echo "# theirs" >>/etc/default/builds'])
    const before = await drift()
    expect(before.resources.map(resource => resource.name)).toEqual(['File[/etc/motd]'])
    const mended = unwrap(await puppetRun(spec => engine.exec(host, spec)))
    expect(mended).toMatchObject({ outcome: 'changed', exitCode: 2, changed: 1 })
    expect((await run(['tail', '-n', '1', '/etc/default/builds'])).stdout).toBe('# theirs\n')
  })
})

describe('sub-roles', () => {
  const login = (subrole: string) => `of-${subrole}`

  /** sudo can list what it would allow, but not for sudoedit; that is run, with an idle editor. */
  const allowed = async (subrole: string, command: string): Promise<boolean> => {
    const line = command.startsWith('sudoedit ')
      ? `EDITOR=/bin/true sudoedit -n ${command.slice('sudoedit '.length)}`
      : `sudo -n -l ${command}`
    return (await type(line, login(subrole))).exitCode === 0
  }

  beforeAll(async () => {
    for (const subrole of images.subroles.keys()) {
      await run(['useradd', '--create-home', '--groups', subrole, login(subrole)])
    }
  })

  it('allow what they say and refuse what they say', async () => {
    const wrong: string[] = []
    for (const [name, { allows, denies }] of images.subroles) {
      for (const command of allows) {
        if (!(await allowed(name, command))) wrong.push(`${name} refuses ${command}`)
      }
      for (const command of denies) {
        if (await allowed(name, command)) wrong.push(`${name} allows ${command}`)
      }
    }
    expect(wrong).toEqual([])
  }, 120_000)

  it('really do what a web operator needs', async () => {
    for (const line of [
      'sudo -n nginx -t',
      'sudo -n systemctl restart builds',
      'sudo -n systemctl reload nginx',
      'sudo -n tail -n 5 /var/log/nginx/error.log',
      'sudo -n journalctl --no-pager -n 5 -u builds',
      "EDITOR='sed -i s/Builds/Nightly/' sudoedit -n /etc/default/builds",
    ]) {
      const { exitCode, stderr } = await type(line, login('web-operator'))
      expect(`${line}: ${exitCode} ${exitCode === 0 ? '' : stderr}`).toBe(`${line}: 0 `)
    }
  })

  /** Types the way out of a pager, on a screen too small for what is shown. */
  const escapes = async (subrole: string, command: string): Promise<boolean> => {
    const mark = `/tmp/escaped-${newId(systemRandom)}`
    const pty = await engine.openPty(host, {
      command: ['sudo', '-n', ...command.split(' ')],
      user: login(subrole),
      env: { TERM: 'xterm' },
      workdir: '/',
      cols: 40,
      rows: 4,
    })
    await new Promise<void>(resolve => {
      let typed = false
      pty.onData(() => {
        if (!typed) pty.write(Buffer.from(`!touch ${mark}\r\rqq`))
        typed = true
      })
      pty.onEnd(() => resolve())
    })
    return (await run(['test', '-e', mark])).exitCode === 0
  }

  it('give no root shell through a pager', async () => {
    // The same keys do get out of a pager that may start things, or this would prove nothing.
    expect(await escapes('host-admin', 'less /etc/passwd')).toBe(true)
    expect(await escapes('web-operator', 'systemctl status nginx')).toBe(false)
    expect(await escapes('web-operator', 'journalctl -u builds')).toBe(false)
  })
})

describe('a control repo that does not work', () => {
  const withRole = async (manifest: string): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'hatchery-control-'))
    await cp(fileURLToPath(new URL('../../images/puppet', import.meta.url)), folder, {
      recursive: true,
    })
    await writeFile(join(folder, 'site-modules/role/manifests/www.pp'), manifest)
    return folder
  }

  const failure = async (manifest: string) => {
    const folder = await withRole(manifest)
    const broken = await imagesOf(folder)
    try {
      const result = await broken.build('www')
      return result.ok ? result.value : result.error
    } finally {
      await broken.close()
      await rm(folder, { recursive: true })
    }
  }

  const leftovers = async () =>
    (await engine.listContainers('hatchery.builder'))
      .map(container => container.labels['hatchery.builder'] ?? '')
      .filter(builder => builder.endsWith(`/${process.pid}`))

  it(
    'fails the image with Puppet’s own words',
    async () => {
      expect(await failure('class role::www {')).toMatchObject({
        code: 'puppet-not-compiled',
        detail: expect.stringContaining('Syntax error'),
      })
      expect(await leftovers()).toEqual([])
    },
    BUILD,
  )

  it(
    'fails the image when a second run still changes something',
    async () => {
      const manifest = "class role::www { exec { '/bin/true': } }"
      expect(await failure(manifest)).toMatchObject({
        code: 'image-never-quiet',
        detail: expect.stringContaining('Exec[/bin/true] (site-modules/role/manifests/www.pp:1)'),
      })
      expect(await leftovers()).toEqual([])
    },
    BUILD,
  )
})
