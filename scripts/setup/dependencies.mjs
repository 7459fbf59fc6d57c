import { join } from 'node:path'
import { readOr } from './machine.mjs'
import { SetupError } from './setup-error.mjs'
import { firstLines, withoutHosts } from './text.mjs'

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockEntry
 * @typedef {{ packages: Record<string, LockEntry> }} Lock
 */

/**
 * The packages of package-lock.json that are not in node_modules in that very version. Optional
 * ones are built for other machines as often as not, so one that is absent is not missing.
 * @param {Lock} wanted package-lock.json
 * @param {Lock} present node_modules/.package-lock.json, which npm writes last, once all is in place.
 * @returns {string[]} Paths such as `node_modules/hono`.
 */
export const missingPackages = (wanted, present) =>
  Object.entries(wanted.packages)
    .filter(([path]) => path !== '')
    .filter(([path, entry]) => {
      const have = present.packages[path]
      if (have === undefined) return entry.optional !== true
      return have.version !== entry.version || have.integrity !== entry.integrity
    })
    .map(([path]) => path)

/**
 * @param {string} text
 * @returns {Lock | null}
 */
export const parseLock = text => {
  try {
    const lock = JSON.parse(text)
    return typeof lock?.packages === 'object' && lock.packages !== null ? lock : null
  } catch {
    return null
  }
}

/**
 * Installs what package-lock.json names unless it is in place.
 * @param {{ root: string, runner: import('./runner.mjs').Runner, reporter: import('./reporter.mjs').Reporter }} deps
 */
export const ensureDependencies = ({ root, runner, reporter }) =>
  reporter.step('dependencies', async tell => {
    const wanted = parseLock(readOr(join(root, 'package-lock.json')))
    if (wanted === null) {
      throw new SetupError('package-lock.json is missing or broken: take it from the repository.')
    }
    const present = parseLock(readOr(join(root, 'node_modules/.package-lock.json')))
    if (present !== null && missingPackages(wanted, present).length === 0) return 'in place'

    tell('installing what package-lock.json names, about a minute')
    const [command, before] = npmCommand(process.env.npm_execpath)
    // Development tools are wanted too, whatever NODE_ENV says: `npm test` runs on the same folder.
    const args = [...before, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
    const { code, output } = await runner.run(command, args, { cwd: root })
    if (code !== 0) {
      throw new SetupError('npm could not install the dependencies: see what it says below.', {
        details: withoutHosts(firstLines(output, 12)),
      })
    }
    return `${Object.keys(wanted.packages).length - 1} packages installed`
  })

/**
 * How to call npm: the one that called us, else the one in PATH.
 * @param {string | undefined} execPath `npm_execpath`
 * @returns {[command: string, args: string[]]}
 */
export const npmCommand = execPath =>
  execPath?.endsWith('npm-cli.js') ? [process.execPath, [execPath]] : ['npm', []]
