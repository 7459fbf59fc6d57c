import { existsSync } from 'node:fs'
import { parseAddress, usualSockets } from './engine-address.mjs'
import { readMachine, readOr, which } from './machine.mjs'
import { ping } from './ping.mjs'

const UNITS = ['/lib/systemd/system/docker.service', '/etc/systemd/system/docker.service']

/** Whether the process that dockerd's pid file names lives and is a dockerd. */
const daemonRuns = () =>
  ['/var/run/docker.pid', '/run/docker.pid']
    .map(readOr)
    .some(pid => /^\d+$/.test(pid) && readOr(`/proc/${pid}/comm`).trim() === 'dockerd')

/** @param {string | undefined} value */
const askDockerHost = async value => {
  const text = value?.trim()
  if (!text) return null
  const address = parseAddress(text, Boolean(process.env.DOCKER_TLS_VERIFY))
  /** @type {import('./ping.mjs').Answer | 'unsupported'} */
  const answer = address === null ? 'unsupported' : await ping(address)
  return { value: text, answer }
}

/**
 * Looks at this machine.
 * @param {import('./engine-plan.mjs').EngineFacts['tried']} tried
 * @param {string} logFile
 * @returns {Promise<import('./engine-plan.mjs').EngineFacts>}
 */
export const gatherEngineFacts = async (tried, logFile) => {
  const dockerHost = await askDockerHost(process.env.DOCKER_HOST)
  const usual = usualSockets(process.getuid?.() ?? 0, process.env.XDG_RUNTIME_DIR)
  const paths = dockerHost === null ? usual : []
  const sockets = await Promise.all(
    paths.map(async path => ({ path, answer: await ping({ kind: 'unix', path }) })),
  )
  const { root, debianLike, systemd } = readMachine()
  return {
    dockerHost,
    sockets,
    root,
    debianLike,
    systemd,
    dockerd: which('dockerd') !== null,
    dockerUnit: UNITS.some(existsSync),
    iptables: which('iptables') !== null,
    podman: which('podman') !== null,
    daemonRuns: daemonRuns(),
    logFile,
    tried,
  }
}
