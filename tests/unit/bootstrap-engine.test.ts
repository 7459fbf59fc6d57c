import { describe, expect, it } from 'vitest'
import { parseAddress, usualSockets } from '../../scripts/setup/engine-address.mjs'
import { dockerHostFor, type EngineFacts, planEngine } from '../../scripts/setup/engine-plan.mjs'

/** A root's bare Debian machine, as after a fresh installation. */
const bare: EngineFacts = {
  dockerHost: null,
  sockets: [
    { path: '/var/run/docker.sock', answer: 'absent' },
    { path: '/run/podman/podman.sock', answer: 'absent' },
  ],
  root: true,
  debianLike: true,
  systemd: false,
  dockerd: false,
  dockerUnit: false,
  iptables: false,
  podman: false,
  daemonRuns: false,
  logFile: '/srv/data/engine.log',
  tried: [],
}

const plan = (more: Partial<EngineFacts>) => planEngine({ ...bare, ...more })

describe('the plan for an engine', () => {
  it('takes the first socket that answers, before anything is started', () => {
    const sockets = [
      { path: '/var/run/docker.sock', answer: 'silent' as const },
      { path: '/run/podman/podman.sock', answer: 'ok' as const },
    ]
    expect(plan({ sockets, dockerd: true })).toEqual({
      do: 'use',
      host: 'unix:///run/podman/podman.sock',
    })
  })

  it('installs what is missing on a bare Debian machine, for root', () => {
    expect(plan({})).toEqual({ do: 'install', packages: ['docker.io', 'iptables'] })
    expect(plan({ dockerd: true })).toEqual({ do: 'install', packages: ['iptables'] })
  })

  it('starts what is installed: through systemd where that runs the machine, else by itself', () => {
    const there = { dockerd: true, iptables: true }
    expect(plan(there)).toEqual({ do: 'start', by: 'spawn' })
    expect(plan({ ...there, systemd: true, dockerUnit: true })).toEqual({
      do: 'start',
      by: 'systemd',
    })
    expect(plan({ ...there, systemd: true })).toEqual({ do: 'start', by: 'spawn' })
  })

  it('never starts a second daemon: waits for one that is on its way', () => {
    expect(plan({ dockerd: true, iptables: true, daemonRuns: true })).toEqual({ do: 'wait' })
    expect(plan({ daemonRuns: true })).toEqual({ do: 'wait' })
  })

  it('goes from nothing to an engine in three actions', () => {
    const installed = { dockerd: true, iptables: true, tried: ['install'] as const }
    expect(plan({}).do).toBe('install')
    expect(plan(installed).do).toBe('start')
    const sockets = [{ path: '/var/run/docker.sock', answer: 'ok' as const }]
    expect(plan({ ...installed, tried: ['install', 'start'], sockets }).do).toBe('use')
  })

  it.each([
    [['start' as const], false, 'tail -n 50 /srv/data/engine.log'],
    [['install' as const, 'start' as const], true, 'journalctl -u docker -n 50'],
    [['wait' as const], true, 'journalctl -u docker -n 50'],
  ])('after %j without an answer points to the log', (tried, systemd, command) => {
    const action = plan({ dockerd: true, iptables: true, tried, systemd, dockerUnit: systemd })
    expect(action).toMatchObject({ do: 'refuse', commands: [command] })
  })

  it('does not install twice', () => {
    expect(plan({ tried: ['install'] })).toMatchObject({ do: 'refuse' })
  })

  it('never puts another engine in the place of one that the operator named', () => {
    const sockets = [{ path: '/var/run/docker.sock', answer: 'ok' as const }]
    for (const answer of ['absent', 'silent', 'denied', 'unsupported'] as const) {
      const dockerHost = { value: 'tcp://build:2375', answer }
      const action = plan({ dockerHost, sockets })
      expect(action.do).toBe('degraded')
      expect(action.do === 'degraded' && action.why).toContain('tcp://build:2375')
    }
    const dockerHost = { value: 'tcp://build:2375', answer: 'ok' as const }
    expect(plan({ dockerHost, sockets })).toEqual({ do: 'use', host: 'tcp://build:2375' })
  })
})

describe('without root', () => {
  const user = { root: false, iptables: true }
  const commandsOf = (more: Partial<EngineFacts>) => {
    const action = plan({ ...user, ...more })
    return action.do === 'refuse' ? action.commands : action.do
  }

  it('prints how to install and start on a Debian machine', () => {
    expect(commandsOf({ systemd: true })).toEqual([
      'sudo apt-get update',
      'sudo apt-get install --no-install-recommends docker.io',
      'sudo systemctl enable --now docker',
      'sudo usermod -aG docker "$USER" && newgrp docker',
    ])
  })

  it('prints how to start what is installed', () => {
    expect(commandsOf({ dockerd: true, systemd: true })[0]).toBe(
      'sudo systemctl enable --now docker',
    )
    expect(commandsOf({ podman: true, systemd: true })).toEqual([
      'systemctl --user enable --now podman.socket',
    ])
  })

  it('says how to be let in where a socket is denied', () => {
    const sockets = [{ path: '/var/run/docker.sock', answer: 'denied' as const }]
    expect(commandsOf({ sockets })[0]).toBe('sudo usermod -aG docker "$USER"')
  })

  it('names no package manager that it does not know', () => {
    expect(commandsOf({ debianLike: false })).toEqual([])
    expect(plan({ debianLike: false })).toMatchObject({ do: 'refuse', commands: [] })
  })
})

describe('the address of an engine', () => {
  it.each([
    ['unix:///run/user/1000/docker.sock', { kind: 'unix', path: '/run/user/1000/docker.sock' }],
    ['/run/docker.sock', { kind: 'unix', path: '/run/docker.sock' }],
    ['tcp://build:1234', { kind: 'tcp', host: 'build', port: 1234, tls: false }],
    ['build:1234', { kind: 'tcp', host: 'build', port: 1234, tls: false }],
    ['tcp://build', { kind: 'tcp', host: 'build', port: 2375, tls: false }],
    ['http://build', { kind: 'tcp', host: 'build', port: 80, tls: false }],
    ['https://build:2376', { kind: 'tcp', host: 'build', port: 2376, tls: true }],
    ['tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375, tls: false }],
  ])('is read from %s', (text, address) => {
    expect(parseAddress(text, false)).toEqual(address)
  })

  it('is secure where DOCKER_TLS_VERIFY is set, on the port for that', () => {
    expect(parseAddress('tcp://build', true)).toEqual({
      kind: 'tcp',
      host: 'build',
      port: 2376,
      tls: true,
    })
  })

  it.each(['ssh://build', 'npipe:////./pipe/docker', 'no such host', 'tcp://', 'unix://'])(
    'is refused when it is %s',
    text => {
      expect(parseAddress(text, false)).toBeNull()
    },
  )

  it('is the system’s Docker and Podman first, then the user’s own', () => {
    expect(usualSockets(1000, undefined)).toEqual([
      '/var/run/docker.sock',
      '/run/podman/podman.sock',
      '/run/user/1000/docker.sock',
      '/run/user/1000/podman/podman.sock',
    ])
  })

  it('is told to the server only where it would not look by itself', () => {
    expect(dockerHostFor('unix:///var/run/docker.sock')).toBeNull()
    expect(dockerHostFor('unix:///run/podman/podman.sock')).toBe('unix:///run/podman/podman.sock')
  })
})
