import { ensureBrowser } from './browser.mjs'
import { ensureEngine } from './engine.mjs'
import { ensureImages } from './images.mjs'
import { explain, SetupError } from './setup-error.mjs'
import { ensureWeb } from './web.mjs'

/**
 * Gets what the chosen suites need besides the dependencies. What can't be had is no error here:
 * its name is mapped to why.
 * @param {readonly import('./suites.mjs').Suite[]} suites
 * @param {import('./context.mjs').SetupContext} context
 * @returns {Promise<{ lacking: Map<'engine' | 'browser', string>, browser: string | null }>}
 */
export const prepareTests = async (suites, context) => {
  const needs = new Set(suites.flatMap(suite => suite.needs))
  /** @type {Map<'engine' | 'browser', string>} */
  const lacking = new Map()
  /** @type {string | null} */
  let browser = null

  if (needs.has('engine')) {
    const engine = await orWhy(() => ensureEngine(context))
    if (engine.ok) await ensureImages(context)
    else lacking.set('engine', engine.why)
  }
  if (needs.has('browser')) {
    const found = await orWhy(() => ensureBrowser(context))
    if (found.ok) browser = found.path
    else lacking.set('browser', found.why)
    if (lacking.size === 0) await ensureWeb(context)
  }
  return { lacking, browser }
}

/**
 * @template T
 * @param {() => Promise<T>} ensure
 * @returns {Promise<T | { ok: false, why: string }>}
 */
const orWhy = async ensure => {
  try {
    return await ensure()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    return { ok: false, why: explain(error) }
  }
}
