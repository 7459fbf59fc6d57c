import { describe, expect, test, vi } from 'vitest'
import { limitFiles } from '../../server/engine/cgroups.ts'
import { dockerOptions, socketCandidates } from '../../server/engine/connect.ts'
import { createCollector, createDemuxer } from '../../server/engine/demux.ts'
import { goneContainer } from '../../server/engine/docker-events.ts'
import { splitReference } from '../../server/engine/docker-images.ts'
import { calling, removing, toAppError } from '../../server/engine/errors.ts'
import { readFacts } from '../../server/engine/facts.ts'
import { labRules, protectMachine, type RunTool } from '../../server/engine/firewall.ts'
import { treeOf } from '../../server/engine/kill.ts'

const refusal = (statusCode: number, message: string) =>
  Object.assign(new Error(`(HTTP code ${statusCode}) ${message}`), {
    statusCode,
    json: { message },
  })

const silence = (code: string) => Object.assign(new Error(`connect ${code}`), { code })

describe('an engine’s error', () => {
  test('says that the engine does not answer', () => {
    for (const code of ['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'ETIMEDOUT']) {
      expect(toAppError(silence(code), 'x')).toMatchObject({ code: 'engine-down', status: 503 })
    }
    expect(toAppError(new Error('socket hang up'), 'x').code).toBe('engine-down')
  })

  test('says what to do about a socket that may not be used', () => {
    expect(toAppError(silence('EACCES'), 'listing containers').detail).toContain('docker group')
  })

  test('keeps the engine’s own words', () => {
    expect(toAppError(refusal(500, 'No such image: x'), 'starting www01')).toMatchObject({
      code: 'engine-refused',
      status: 502,
      detail: 'The container engine refused (while starting www01): No such image: x',
    })
  })

  test('knows a full disk and a taken subnet', () => {
    expect(toAppError(refusal(500, 'write /x: no space left on device'), 'x').status).toBe(507)
    expect(
      toAppError(refusal(403, 'Pool overlaps with other one on this address space'), 'x').code,
    ).toBe('subnet-taken')
  })

  test('is the only thing that comes out', async () => {
    await expect(calling('x', () => Promise.reject('a string'))).rejects.toMatchObject({
      code: 'engine-refused',
    })
  })

  test('is none when what is to be removed is gone, or is going', async () => {
    await removing('x', () => Promise.reject(refusal(404, 'No such container')))
    await removing('x', () =>
      Promise.reject(refusal(409, 'removal of container x is already in progress')),
    )
    await expect(
      removing('x', () => Promise.reject(refusal(409, 'conflict'))),
    ).rejects.toMatchObject({ code: 'engine-refused' })
  })
})

describe('the output of an exec', () => {
  const frame = (stream: number, text: string) => {
    const payload = Buffer.from(text)
    const header = Buffer.alloc(8)
    header[0] = stream
    header.writeUInt32BE(payload.length, 4)
    return Buffer.concat([header, payload])
  }
  const bytes = Buffer.concat([frame(1, 'out '), frame(2, 'wrong'), frame(1, ''), frame(1, 'put')])

  test.each([1, 2, 3, 7, 8, 9, 100])('is taken apart from pieces of %i bytes', size => {
    const got = { stdout: '', stderr: '' }
    const demux = createDemuxer((stream, payload) => {
      got[stream] += Buffer.from(payload).toString()
    })
    for (let at = 0; at < bytes.length; at += size) demux(bytes.subarray(at, at + size))
    expect(got).toEqual({ stdout: 'out put', stderr: 'wrong' })
  })

  test('is kept up to a limit, and says so', () => {
    const collector = createCollector(5)
    collector.add(Buffer.from('abc'))
    expect(collector.isTruncated()).toBe(false)
    collector.add(Buffer.from('def'))
    collector.add(Buffer.from('ghi'))
    expect(collector.text()).toBe('abcde')
    expect(collector.isTruncated()).toBe(true)
  })
})

test('what an exec started is found through children that dropped its mark', () => {
  const processes = [
    { pid: 9, parent: 8, marked: false },
    { pid: 7, parent: 1, marked: true },
    { pid: 8, parent: 7, marked: false },
    { pid: 3, parent: 1, marked: false },
  ]
  expect(treeOf(processes).sort()).toEqual([7, 8, 9])
})

test('limits are written as the kernel reads them', () => {
  expect(limitFiles({ memoryBytes: 1024, cpus: 1.5, pids: 10, tmpfsBytes: 1 })).toEqual({
    'memory.max': '1024',
    'memory.swap.max': '0',
    'cpu.max': '150000 100000',
    'pids.max': '10',
  })
})

test('an image’s reference is split at its tag, not at a registry’s port', () => {
  expect(splitReference('hatchery/www:0123')).toEqual({ repo: 'hatchery/www', tag: '0123' })
  expect(splitReference('localhost:5000/www')).toEqual({
    repo: 'localhost:5000/www',
    tag: 'latest',
  })
})

describe('the engine to use', () => {
  test('is read from DOCKER_HOST', () => {
    expect(dockerOptions('unix:///run/x.sock')).toEqual({ socketPath: '/run/x.sock' })
    expect(dockerOptions('tcp://10.0.0.1:2375')).toEqual({ host: '10.0.0.1', port: '2375' })
    expect(dockerOptions('box')).toEqual({ host: 'box', port: '2375' })
  })

  test('is looked for at Docker’s socket before Podman’s', () => {
    expect(socketCandidates(1000, null)).toEqual([
      '/var/run/docker.sock',
      '/run/podman/podman.sock',
      '/run/user/1000/docker.sock',
      '/run/user/1000/podman/podman.sock',
    ])
  })

  test('is known by what it says of itself', () => {
    expect(
      readFacts(
        { Version: '20.10.24', Components: [{ Name: 'Engine' }] },
        {
          CgroupVersion: '2',
          CgroupDriver: 'systemd',
          SecurityOptions: ['name=seccomp,profile=default', 'name=userns'],
          DockerRootDir: '/var/lib/docker/200000.200000',
        },
      ),
    ).toEqual({
      kind: 'docker',
      version: '20.10.24',
      cgroupVersion: 2,
      cgroupDriver: 'systemd',
      userns: true,
      rootUid: 200000,
      rootGid: 200000,
    })
    const podman = readFacts({ Version: '4.3.1', Components: [{ Name: 'Podman Engine' }] }, {})
    expect(podman).toMatchObject({ kind: 'podman', cgroupVersion: 1, userns: false, rootUid: 0 })
  })
})

test('only the end of a container is heard among the engine’s events', () => {
  expect(goneContainer('{"Action":"die","Actor":{"ID":"abc"}}')).toBe('abc')
  expect(goneContainer('{"Action":"start","Actor":{"ID":"abc"}}')).toBeNull()
  expect(goneContainer('{"Action":"die"}')).toBeNull()
  expect(goneContainer('null')).toBeNull()
  expect(goneContainer('{')).toBeNull()
})

describe('the machine’s firewall', () => {
  const machine = () => {
    const rules = new Set<string>()
    const chains = new Set<string>()
    const run = vi.fn<RunTool>(async (tool, [, verb = '', ...rest]) => {
      const rule = `${tool} ${rest.join(' ')}`
      if (verb === '-n') return chains.has(`${tool} ${rest[1]}`) ? 0 : 1
      if (verb === '-N') chains.add(rule)
      if (verb === '-C') return rules.has(rule) ? 0 : 1
      if (verb === '-A' || verb === '-I') rules.add(rule)
      return 0
    })
    return { rules, run }
  }

  test('shuts the machine off from labs, and does it once', async () => {
    const { rules, run } = machine()
    const protect = () => protectMachine({ nameService: false, isRoot: true, run })
    expect(await protect()).toBeNull()
    expect([...rules]).toEqual([
      'iptables HATCHERY-LABS -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT',
      'iptables HATCHERY-LABS -j DROP',
      'iptables INPUT -i hl-+ -j HATCHERY-LABS',
      'ip6tables HATCHERY-LABS -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT',
      'ip6tables HATCHERY-LABS -j DROP',
      'ip6tables INPUT -i hl-+ -j HATCHERY-LABS',
    ])
    run.mockClear()
    expect(await protect()).toBeNull()
    const verbs = run.mock.calls.map(([, argv]) => argv[1])
    expect(verbs).not.toContain('-A')
    expect(verbs).not.toContain('-I')
  })

  test('drops last', () => {
    expect(labRules(true).at(-1)).toEqual(['-j', 'DROP'])
    expect(labRules(true)).toHaveLength(4)
  })

  test('is warned about when it cannot be set', async () => {
    const run: RunTool = async () => null
    expect(await protectMachine({ nameService: false, isRoot: false, run })).toContain('root')
    expect(await protectMachine({ nameService: false, isRoot: true, run })).toContain('iptables')
  })
})
