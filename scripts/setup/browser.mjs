import { aptInstall } from './apt.mjs'
import { readMachine, which } from './machine.mjs'

/** Names under which Chromium and its likes are installed, best first. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/** @typedef {{ ok: true, path: string } | { ok: false, why: string }} BrowserOutcome */

/**
 * Finds a browser for the end-to-end tests, or installs Debian's Chromium where that is ours to do.
 * Rejects with SetupError where apt failed.
 * @param {{ runner: import('./runner.mjs').Runner, reporter: import('./reporter.mjs').Reporter }} deps
 * @returns {Promise<BrowserOutcome>}
 */
export const ensureBrowser = async ({ runner, reporter }) => {
  const find = () => process.env.HATCHERY_CHROMIUM || NAMES.map(which).find(path => path !== null)
  /** @type {BrowserOutcome} */
  let outcome = {
    ok: false,
    why: 'There is no Chromium here and it can only be installed as root on Debian: apt-get install chromium.',
  }
  await reporter.step('browser', async tell => {
    const machine = readMachine()
    let path = find()
    if (!path && machine.root && machine.debianLike) {
      await aptInstall(['chromium'], runner, tell)
      path = find()
    }
    if (path) outcome = { ok: true, path }
    return outcome.ok ? outcome.path : outcome.why
  })
  return outcome
}
