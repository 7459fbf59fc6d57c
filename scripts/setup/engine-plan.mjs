import { DEFAULT_SOCKET } from './engine-address.mjs'

/**
 * What is known of engines on this machine; gathered anew after each action.
 * @typedef {object} EngineFacts
 * @property {{ value: string, answer: import('./ping.mjs').Answer | 'unsupported' } | null} dockerHost
 *   DOCKER_HOST, where it is set.
 * @property {readonly { path: string, answer: import('./ping.mjs').Answer }[]} sockets
 * @property {boolean} root
 * @property {boolean} debianLike
 * @property {boolean} systemd
 * @property {boolean} dockerd The program is there.
 * @property {boolean} dockerUnit systemd has a service for it.
 * @property {boolean} iptables The program is there; dockerd does not start without it.
 * @property {boolean} podman The program is there.
 * @property {boolean} daemonRuns A dockerd is running or being started.
 * @property {string} logFile Where a daemon that we start writes.
 * @property {readonly EngineAction['do'][]} tried What was done already.
 */

/**
 * @typedef {{ do: 'use', host: string }
 *   | { do: 'degraded', why: string }
 *   | { do: 'wait' }
 *   | { do: 'start', by: 'systemd' | 'spawn' }
 *   | { do: 'install', packages: string[] }
 *   | { do: 'refuse', why: string, commands: string[] }} EngineAction
 *   `use`'s host is in the form of DOCKER_HOST.
 */

/**
 * The next thing to do about an engine: what answers is used before anything is started, what is
 * there is started before anything is installed, and there is never a second daemon.
 * @param {EngineFacts} facts
 * @returns {EngineAction}
 */
export const planEngine = facts => {
  if (facts.dockerHost !== null) return useDockerHost(facts.dockerHost)

  const answering = facts.sockets.find(socket => socket.answer === 'ok')
  if (answering !== undefined) return { do: 'use', host: `unix://${answering.path}` }

  if (facts.sockets.some(socket => socket.answer === 'denied')) {
    return {
      do: 'refuse',
      why: 'A container engine is there, but this user may not use it: join its group, sign in again and run the same command.',
      commands: ['sudo usermod -aG docker "$USER"', 'newgrp docker'],
    }
  }
  if (facts.tried.includes('wait') || facts.tried.includes('start')) {
    return {
      do: 'refuse',
      why: 'The Docker daemon does not answer: see why in its log, mend that and run the same command again.',
      commands: [facts.systemd ? 'journalctl -u docker -n 50' : `tail -n 50 ${facts.logFile}`],
    }
  }
  if (facts.daemonRuns) return { do: 'wait' }
  if (!facts.root) return askForRoot(facts)

  const packages = missingPackages(facts)
  if (packages.length > 0 && facts.debianLike && !facts.tried.includes('install')) {
    return { do: 'install', packages }
  }
  if (!facts.dockerd) {
    return {
      do: 'refuse',
      why: 'There is no container engine here: install Docker or Podman, start it and run the same command again.',
      commands: facts.debianLike ? installCommands(packages) : [],
    }
  }
  return { do: 'start', by: facts.systemd && facts.dockerUnit ? 'systemd' : 'spawn' }
}

/**
 * An operator who names an engine means that one: another is never put in its place.
 * @param {NonNullable<EngineFacts['dockerHost']>} dockerHost
 * @returns {EngineAction}
 */
const useDockerHost = ({ value, answer }) => {
  if (answer === 'ok') return { do: 'use', host: value }
  const why = {
    denied: `DOCKER_HOST is ${value}, and this user may not use it`,
    absent: `DOCKER_HOST is ${value}, and nothing listens there`,
    silent: `DOCKER_HOST is ${value}, and no container engine answers there`,
    unsupported: `DOCKER_HOST is ${value}, and only unix:// and tcp:// addresses can be used`,
  }[answer]
  return { do: 'degraded', why: `${why}: labs wait until it answers, all else works.` }
}

/** @param {EngineFacts} facts */
const missingPackages = facts => [
  ...(facts.dockerd ? [] : ['docker.io']),
  ...(facts.iptables ? [] : ['iptables']),
]

/** @param {string[]} packages */
const installCommands = packages => [
  'sudo apt-get update',
  `sudo apt-get install --no-install-recommends ${packages.join(' ')}`,
]

/**
 * @param {EngineFacts} facts
 * @returns {EngineAction}
 */
const askForRoot = facts => {
  const then = 'run these, then the same command again:'
  const start = facts.systemd ? 'sudo systemctl enable --now docker' : 'sudo dockerd &'
  if (facts.podman && facts.systemd) {
    const commands = ['systemctl --user enable --now podman.socket']
    return { do: 'refuse', why: `Podman is here but its socket is not on: ${then}`, commands }
  }
  const join = 'sudo usermod -aG docker "$USER" && newgrp docker'
  if (facts.dockerd) {
    return {
      do: 'refuse',
      why: `Docker is here but does not run: ${then}`,
      commands: [start, join],
    }
  }
  if (facts.debianLike) {
    const commands = [...installCommands(missingPackages(facts)), start, join]
    return { do: 'refuse', why: `There is no container engine here: ${then}`, commands }
  }
  return {
    do: 'refuse',
    why: 'There is no container engine here: install Docker or Podman, start it and run the same command again.',
    commands: [],
  }
}

/**
 * What to put into DOCKER_HOST for the server; null where every client finds the engine anyway.
 * @param {string} host
 * @returns {string | null}
 */
export const dockerHostFor = host => (host === `unix://${DEFAULT_SOCKET}` ? null : host)
