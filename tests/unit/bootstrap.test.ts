import { describe, expect, it } from 'vitest'
import { missingPackages, npmCommand, parseLock } from '../../scripts/setup/dependencies.mjs'
import { fingerprint, sharedWithWeb } from '../../scripts/setup/fingerprint.mjs'
import { adminPath, isDebianLike } from '../../scripts/setup/machine.mjs'
import { nodeFault } from '../../scripts/setup/node-version.mjs'
import { createReporter } from '../../scripts/setup/reporter.mjs'
import { explain, SetupError } from '../../scripts/setup/setup-error.mjs'
import {
  aptProgress,
  duration,
  firstLines,
  lastLines,
  withoutHosts,
} from '../../scripts/setup/text.mjs'

describe('the version of Node', () => {
  it.each(['20.19.0', '20.19.5', '20.20.2', '22.0.0', '24.1.0-nightly'])('%s will do', version => {
    expect(nodeFault(version)).toBeNull()
  })

  it.each(['20.18.3', '18.20.4', '20.9.0', '9.0.0'])('%s is refused by name', version => {
    expect(nodeFault(version)).toContain(version)
  })
})

describe('the dependencies', () => {
  const lock = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
      'node_modules/b': { version: '2.0.0', integrity: 'sha512-b' },
      'node_modules/b-darwin': { version: '2.0.0', integrity: 'sha512-d', optional: true },
    },
  }
  const { a, b, darwin } = {
    a: lock.packages['node_modules/a'],
    b: lock.packages['node_modules/b'],
    darwin: lock.packages['node_modules/b-darwin'],
  }

  it('are in place without what was built for other machines', () => {
    const present = { packages: { 'node_modules/a': a, 'node_modules/b': b } }
    expect(missingPackages(lock, present)).toEqual([])
  })

  it('miss what is absent, and what is there in another version or content', () => {
    expect(missingPackages(lock, { packages: {} })).toEqual(['node_modules/a', 'node_modules/b'])
    const packages = {
      'node_modules/a': { ...a, version: '1.0.1' },
      'node_modules/b': { ...b, integrity: 'sha512-x' },
      'node_modules/b-darwin': { ...darwin, version: '1.9.0' },
    }
    expect(missingPackages(lock, { packages })).toHaveLength(3)
  })

  it.each(['', '{', 'null', '[]', '{"packages":null}'])('know %j for no lock', text => {
    expect(parseLock(text)).toBeNull()
  })

  it('are installed by the npm that called, else by the one in PATH', () => {
    expect(npmCommand('/opt/npm/bin/npm-cli.js')).toEqual([
      process.execPath,
      ['/opt/npm/bin/npm-cli.js'],
    ])
    expect(npmCommand('/opt/pnpm/bin/pnpm.cjs')).toEqual(['npm', []])
    expect(npmCommand(undefined)).toEqual(['npm', []])
  })
})

describe('the machine', () => {
  it.each([
    ['ID=debian\nVERSION_ID="12"', true],
    ['ID=ubuntu\nID_LIKE=debian', true],
    ['ID="linuxmint"\nID_LIKE="ubuntu debian"', true],
    ['ID=fedora\nNAME="not debian"', false],
    ['ID=notdebian', false],
    ['', false],
  ])('with %j is Debian-like: %s', (text, expected) => {
    expect(isDebianLike(text)).toBe(expected)
  })

  it('looks for administration programs where an ordinary PATH does not', () => {
    expect(adminPath('/usr/bin:/usr/sbin')).toBe('/usr/bin:/usr/sbin:/usr/local/sbin:/sbin')
    expect(adminPath(undefined)).toBe('/usr/local/sbin:/usr/sbin:/sbin')
  })
})

describe('the texts', () => {
  it.each([
    [0.4, '0 ms'],
    [999, '999 ms'],
    [1000, '1.0 s'],
    [59_900, '59.9 s'],
    [125_000, '2 min 05 s'],
  ])('say %d ms as %s', (ms, text) => {
    expect(duration(ms)).toBe(text)
  })

  it('keep the lines that say something, without colours', () => {
    expect(lastLines('a\n\nb  \r\n\x1b[31mc\x1b[0m\n\n', 2)).toBe('b\nc')
    expect(firstLines('npm error code E\nnpm error\nnpm error why\nnpm error more', 2)).toBe(
      'npm error code E\nnpm error why',
    )
  })

  it('name no host that packages come from', () => {
    const text = withoutHosts(
      'GET https://registry.test/a/-/a.tgz failed, see http://mirror.test/d',
    )
    expect(text).toBe('GET https://…/a/-/a.tgz failed, see http://…/d')
  })

  it('read the progress of apt', () => {
    expect(aptProgress('pmstatus:docker.io:45.0213:Unpacking docker.io (amd64)')).toEqual({
      percent: 45,
      text: 'Unpacking docker.io (amd64)',
    })
    expect(aptProgress('pmstatus:libc6:amd64:90.1:Configuring libc6')).toEqual({
      percent: 90,
      text: 'Configuring libc6',
    })
    expect(aptProgress('dlstatus:3:12.5:Retrieving file 3 of 9')).toMatchObject({ percent: 12 })
    expect(aptProgress('media-change: none')).toBeNull()
  })

  it('explain a failure with its details and what to run', () => {
    const error = new SetupError('It failed.', { details: 'why', commands: ['fix it'] })
    expect(explain(error)).toBe('It failed.\n\nwhy\n\n  fix it')
  })
})

describe('the fingerprint of the pages', () => {
  const file = (name: string, text: string) => ({ name, bytes: Buffer.from(text) })

  it('changes with a name, a content, and where one file ends', () => {
    const marks = [
      [file('a', '1'), file('b', '2')],
      [file('a', '12'), file('b', '')],
      [file('a', '1'), file('c', '2')],
      [file('a', '1'), file('b', '3')],
    ].map(fingerprint)
    expect(new Set(marks).size).toBe(marks.length)
  })

  it('covers what pages take from the server, and nothing that they do not', () => {
    const files = [
      'server/kernel/roles.ts',
      'server/labs/view.ts',
      'server/labs/service.ts',
      'server/terminals/frames.ts',
      'server/terminals/hub.ts',
    ]
    expect(sharedWithWeb(files)).toEqual([
      'server/kernel/roles.ts',
      'server/labs/view.ts',
      'server/terminals/frames.ts',
    ])
  })
})

describe('the reporter', () => {
  const record = (isTTY: boolean, quick = false) => {
    let now = 0
    const written: string[] = []
    const out = { isTTY, write: (text: string) => written.push(text) }
    const reporter = createReporter(out, { quick, monotonic: () => now })
    return { reporter, written, pass: (ms: number) => (now += ms) }
  }

  it('prints one line a step, with how long it took', async () => {
    const { reporter, written, pass } = record(false)
    await reporter.step('engine', async () => {
      pass(1500)
      return 'answers'
    })
    expect(written).toEqual(['engine        answers (1.5 s)\n'])
  })

  it('off a terminal gives a sign of life at first and then every ten seconds', async () => {
    const { reporter, written, pass } = record(false)
    await reporter.step('pages', async tell => {
      for (let second = 0; second < 25; second++) {
        tell(`at ${second}`)
        pass(1000)
      }
      return 'built'
    })
    expect(written).toEqual([
      'pages         at 0 …\n',
      'pages         at 10 …\n',
      'pages         at 20 …\n',
      'pages         built (25.0 s)\n',
    ])
  })

  it('on a terminal rewrites the line of the step', async () => {
    const { reporter, written } = record(true)
    await reporter.step('pages', async tell => {
      tell('building')
      return 'built'
    })
    expect(written).toEqual([
      '\r\x1b[2Kpages         building …',
      '\r\x1b[2K',
      'pages         built (0 ms)\n',
    ])
  })

  it('says where it failed, and passes the failure on', async () => {
    const { reporter, written } = record(false)
    const failing = reporter.step('pages', () => Promise.reject(new SetupError('No.')))
    await expect(failing).rejects.toThrow('No.')
    expect(written).toEqual(['pages         failed (0 ms)\n'])
  })

  it('keeps quiet about nothing to do, when asked to', async () => {
    const { reporter, written } = record(false, true)
    await reporter.step('dependencies', async () => 'in place')
    expect(written).toEqual([])
  })
})
