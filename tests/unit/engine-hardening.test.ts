import { describe, expect, test } from 'vitest'
import { createOptions } from '../../server/engine/hardening.ts'
import type { ContainerSpec } from '../../server/engine/port.ts'
import { chooseRecipe, type EngineFacts } from '../../server/engine/recipes.ts'

const DOCKER_V1: EngineFacts = {
  kind: 'docker',
  version: '20.10.24+dfsg1',
  cgroupVersion: 1,
  cgroupDriver: 'cgroupfs',
  userns: false,
  rootUid: 0,
  rootGid: 0,
}

const SPEC: ContainerSpec = {
  name: 'hatchery-abc-def-www01',
  image: 'hatchery/www:0123456789ab',
  hostname: 'www01',
  kind: 'host',
  network: 'hatchery-abc-def',
  aliases: ['www01', 'www01.lab.test'],
  labels: { 'hatchery.instance': 'abc' },
  limits: { memoryBytes: 536_870_912, cpus: 1, pids: 256, tmpfsBytes: 67_108_864 },
}

const ENGINES: Record<string, EngineFacts> = {
  'Docker on cgroup v1': DOCKER_V1,
  'Docker on cgroup v1, driver systemd': { ...DOCKER_V1, cgroupDriver: 'systemd' },
  'Docker on cgroup v2': { ...DOCKER_V1, cgroupVersion: 2 },
  'Docker on cgroup v2, driver systemd': {
    ...DOCKER_V1,
    cgroupVersion: 2,
    cgroupDriver: 'systemd',
  },
  'Docker 28 on cgroup v2': { ...DOCKER_V1, version: '28.2.2', cgroupVersion: 2 },
  'Docker 28 on cgroup v2 with userns-remap': {
    ...DOCKER_V1,
    version: '28.2.2',
    cgroupVersion: 2,
    userns: true,
  },
  Podman: { ...DOCKER_V1, kind: 'podman', version: '4.3.1' },
}

const KINDS = ['host', 'build', 'bare', 'probe'] as const

describe('what an engine is asked for', () => {
  test('is this for a host on Docker, cgroup v1', () => {
    const recipe = chooseRecipe(DOCKER_V1, SPEC.name)
    expect(createOptions(SPEC, recipe, DOCKER_V1)).toMatchInlineSnapshot(`
      {
        "Cmd": [
          "/lib/systemd/systemd",
        ],
        "Domainname": "lab.test",
        "Env": [
          "container=docker",
        ],
        "HostConfig": {
          "Binds": [
            "/sys/fs/cgroup/systemd/hatchery/hatchery-abc-def-www01:/sys/fs/cgroup/systemd:rw",
          ],
          "CapAdd": [
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "NET_BIND_SERVICE",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT",
          ],
          "CapDrop": [
            "ALL",
          ],
          "CgroupParent": "/hatchery/hatchery-abc-def-www01",
          "CgroupnsMode": "private",
          "Dns": [
            "127.0.0.1",
          ],
          "DnsOptions": [
            "timeout:1",
            "attempts:1",
          ],
          "DnsSearch": [
            ".",
          ],
          "LogConfig": {
            "Config": {
              "max-file": "1",
              "max-size": "1m",
            },
            "Type": "json-file",
          },
          "Memory": 536870912,
          "MemorySwap": 536870912,
          "NanoCpus": 1000000000,
          "NetworkMode": "hatchery-abc-def",
          "PidsLimit": 256,
          "ShmSize": 16777216,
          "Tmpfs": {
            "/run": "rw,nosuid,nodev,mode=755,size=67108864",
            "/run/lock": "rw,nosuid,nodev,noexec,mode=1777,size=5242880",
            "/tmp": "rw,exec,nosuid,nodev,mode=1777,size=67108864",
          },
          "Ulimits": [
            {
              "Hard": 0,
              "Name": "core",
              "Soft": 0,
            },
            {
              "Hard": 8192,
              "Name": "nofile",
              "Soft": 4096,
            },
          ],
        },
        "Hostname": "www01",
        "Image": "hatchery/www:0123456789ab",
        "Labels": {
          "hatchery.instance": "abc",
        },
        "NetworkingConfig": {
          "EndpointsConfig": {
            "hatchery-abc-def": {
              "Aliases": [
                "www01",
                "www01.lab.test",
              ],
            },
          },
        },
        "StopSignal": "SIGRTMIN+3",
        "StopTimeout": 10,
        "Tty": true,
        "name": "hatchery-abc-def-www01",
      }
    `)
  })

  test('is this for a probe', () => {
    const recipe = chooseRecipe(DOCKER_V1, SPEC.name)
    expect(createOptions({ ...SPEC, kind: 'probe' }, recipe, DOCKER_V1)).toMatchInlineSnapshot(`
      {
        "Cmd": [
          "sleep",
          "infinity",
        ],
        "Domainname": "lab.test",
        "HostConfig": {
          "CapDrop": [
            "ALL",
          ],
          "Dns": [
            "127.0.0.1",
          ],
          "DnsOptions": [
            "timeout:1",
            "attempts:1",
          ],
          "DnsSearch": [
            ".",
          ],
          "LogConfig": {
            "Config": {
              "max-file": "1",
              "max-size": "1m",
            },
            "Type": "json-file",
          },
          "Memory": 536870912,
          "MemorySwap": 536870912,
          "NanoCpus": 1000000000,
          "NetworkMode": "hatchery-abc-def",
          "PidsLimit": 256,
          "ReadonlyRootfs": true,
          "SecurityOpt": [
            "no-new-privileges",
          ],
          "ShmSize": 16777216,
          "Tmpfs": {
            "/tmp": "rw,noexec,nosuid,nodev,mode=1777,size=67108864",
          },
          "Ulimits": [
            {
              "Hard": 0,
              "Name": "core",
              "Soft": 0,
            },
            {
              "Hard": 8192,
              "Name": "nofile",
              "Soft": 4096,
            },
          ],
        },
        "Hostname": "www01",
        "Image": "hatchery/www:0123456789ab",
        "Labels": {
          "hatchery.instance": "abc",
        },
        "NetworkingConfig": {
          "EndpointsConfig": {
            "hatchery-abc-def": {
              "Aliases": [
                "www01",
                "www01.lab.test",
              ],
            },
          },
        },
        "StopSignal": "SIGKILL",
        "name": "hatchery-abc-def-www01",
      }
    `)
  })

  test.each(Object.entries(ENGINES))('uses a cgroup recipe that fits %s', (_name, engine) => {
    expect(chooseRecipe(engine, SPEC.name)).toMatchSnapshot()
  })

  const all = Object.entries(ENGINES).flatMap(([name, engine]) =>
    KINDS.map(kind => [`a ${kind} on ${name}`, engine, kind] as const),
  )

  test.each(all)('never gives %s a way out or up', (_name, engine, kind) => {
    const options = createOptions({ ...SPEC, kind }, chooseRecipe(engine, SPEC.name), engine)
    const host = options.HostConfig ?? {}
    expect(host.CapDrop).toEqual(['ALL'])
    expect(host.CapAdd ?? []).not.toEqual(expect.arrayContaining(['SYS_ADMIN']))
    expect(host.Privileged ?? false).toBe(false)
    expect(host.NetworkMode).toBe(SPEC.network)
    expect(host.PidMode ?? '').toBe('')
    expect(host.Devices ?? []).toEqual([])
    expect(host.PortBindings ?? {}).toEqual({})
    expect(host.MemorySwap).toBe(host.Memory)
    expect(host.PidsLimit).toBe(256)
    for (const bind of host.Binds ?? []) {
      expect(bind).toMatch(/^\/sys\/fs\/cgroup\/(systemd\/)?hatchery[^:]+:\/sys\/fs\/cgroup/)
    }
  })

  test('leaves only what becomes an image on the engine’s own network', () => {
    const recipe = chooseRecipe(DOCKER_V1, SPEC.name)
    const spec: ContainerSpec = { ...SPEC, kind: 'build', network: null }
    const options = createOptions(spec, recipe, DOCKER_V1)
    expect(options.HostConfig?.NetworkMode).toBe('bridge')
    expect(options.HostConfig?.Dns).toBeUndefined()
  })
})
