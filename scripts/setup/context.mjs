import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createReporter } from './reporter.mjs'
import { createRunner } from './runner.mjs'

/** The project's folder, whatever the working folder is. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/**
 * What every step takes.
 * @typedef {object} SetupContext
 * @property {string} root
 * @property {import('./runner.mjs').Runner} runner
 * @property {import('./reporter.mjs').Reporter} reporter
 * @property {string} logFile
 *
 * @param {{ out: import('./reporter.mjs').Output, quick?: boolean }} options
 * @returns {SetupContext}
 */
export const createContext = ({ out, quick = false }) => ({
  root: ROOT,
  runner: createRunner(),
  reporter: createReporter(out, { quick }),
  logFile: join(resolve(process.env.HATCHERY_DATA?.trim() || 'data'), 'engine.log'),
})

/**
 * Takes settings from `.env` in the project's folder, where there is one; what is set already wins.
 */
export const loadEnvFile = () => {
  try {
    process.loadEnvFile(join(ROOT, '.env'))
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error
  }
}
