import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { aptInstall } from './apt.mjs'
import { DEFAULT_SOCKET } from './engine-address.mjs'
import { gatherEngineFacts } from './engine-facts.mjs'
import { dockerHostFor, planEngine } from './engine-plan.mjs'
import { adminPath, readOr } from './machine.mjs'
import { ping } from './ping.mjs'
import { SetupError } from './setup-error.mjs'
import { lastLines } from './text.mjs'

/** A daemon on a slow disk with many images takes its time; ready in about 5 s as a rule. */
const DAEMON_TIMEOUT = 60_000
const ASK_EVERY = 250

/**
 * @typedef {object} EngineDeps
 * @property {import('./runner.mjs').Runner} runner
 * @property {import('./reporter.mjs').Reporter} reporter
 * @property {string} logFile Where a daemon that we start writes.
 *
 * @typedef {{ ok: true, host: string } | { ok: false, why: string }} EngineOutcome
 */

/**
 * Finds an engine, or starts or installs one where that is ours to do. Sets DOCKER_HOST when it is
 * not where every client looks. Rejects with SetupError when the reader has to act.
 * @param {EngineDeps} deps
 * @returns {Promise<EngineOutcome>}
 */
export const ensureEngine = async deps => {
  /** @type {EngineOutcome | null} */
  let outcome = null
  await deps.reporter.step('engine', async tell => {
    outcome = await work(deps, tell)
    return outcome.ok ? `answers at ${outcome.host}` : outcome.why
  })
  return outcome ?? { ok: false, why: 'No engine was looked for.' }
}

/**
 * @param {EngineDeps} deps
 * @param {import('./reporter.mjs').Tell} tell
 * @returns {Promise<EngineOutcome>}
 */
const work = async (deps, tell) => {
  /** @type {import('./engine-plan.mjs').EngineAction['do'][]} */
  const tried = []
  for (;;) {
    const action = planEngine(await gatherEngineFacts(tried, deps.logFile))
    tried.push(action.do)
    switch (action.do) {
      case 'use': {
        const host = dockerHostFor(action.host)
        if (host !== null) process.env.DOCKER_HOST = host
        return { ok: true, host: action.host }
      }
      case 'degraded':
        return { ok: false, why: action.why }
      case 'refuse':
        throw new SetupError(action.why, {
          commands: action.commands,
          details: lastLines(readOr(tried.includes('start') ? deps.logFile : ''), 8),
        })
      case 'install':
        deps.reporter.say(
          `No container engine answers here, so ${action.packages.join(' and ')} will be installed with apt.`,
        )
        await aptInstall(action.packages, deps.runner, tell)
        break
      case 'wait':
        tell('waiting for the Docker daemon')
        await untilAnswering(() => false)
        break
      case 'start':
        tell('starting the Docker daemon')
        if (action.by === 'systemd') await startUnit(deps.runner)
        else await startDaemon(deps.logFile)
        break
    }
  }
}

/** @param {import('./runner.mjs').Runner} runner */
const startUnit = async runner => {
  const { code, output } = await runner.run('systemctl', ['start', 'docker'])
  if (code !== 0) {
    throw new SetupError('systemd could not start Docker: see why in its log.', {
      details: lastLines(output, 8),
      commands: ['journalctl -u docker -n 50'],
    })
  }
  await untilAnswering(() => false)
}

/**
 * Starts dockerd so that it outlives us: its hosts go on while the server is restarted.
 * @param {string} logFile
 */
const startDaemon = async logFile => {
  mkdirSync(dirname(logFile), { recursive: true })
  const log = openSync(logFile, 'a', 0o640)
  const daemon = spawn('dockerd', [], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, PATH: adminPath(process.env.PATH) },
  })
  closeSync(log)
  let gone = false
  for (const event of ['exit', 'error']) daemon.once(event, () => (gone = true))
  daemon.unref()
  await untilAnswering(() => gone)
}

/**
 * Waits for the default socket to answer, or for the time or the daemon to be over; which it was
 * shows when the facts are gathered again.
 * @param {() => boolean} isOver
 */
const untilAnswering = async isOver => {
  const deadline = performance.now() + DAEMON_TIMEOUT
  while (performance.now() < deadline && !isOver()) {
    if ((await ping({ kind: 'unix', path: DEFAULT_SOCKET })) === 'ok') return
    await sleep(ASK_EVERY)
  }
}
