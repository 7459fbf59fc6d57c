import { duration, withoutHosts } from './text.mjs'

/** Off a terminal a step that goes on says so this often, in milliseconds. */
const STILL_WORKING_EVERY = 10_000

const CLEAR_LINE = '\r\x1b[2K'

/**
 * @typedef {object} Output
 * @property {(text: string) => unknown} write
 * @property {boolean} [isTTY]
 *
 * @typedef {(doing: string) => void} Tell Says what a step is doing now.
 *
 * @typedef {object} Reporter
 * @property {<T extends string | null>(name: string, work: (tell: Tell) => Promise<T>) => Promise<T>} step
 *   Runs `work`; what it returns becomes the step's one line, with how long it took. null: no line.
 * @property {(text: string) => void} say
 */

/**
 * One plain line a step. On a terminal the line of the running step is rewritten in place;
 * elsewhere its first word is printed, and then a sign of life now and then.
 * @param {Output} out
 * @param {{ monotonic?: () => number, quick?: boolean }} [options] `quick`: steps that had nothing
 *   to do are not mentioned.
 * @returns {Reporter}
 */
export const createReporter = (out, options = {}) => {
  const monotonic = options.monotonic ?? (() => performance.now())
  const line = (/** @type {string} */ name, /** @type {string} */ text) =>
    `${name.padEnd(13)} ${withoutHosts(text)}`

  return {
    async step(name, work) {
      const start = monotonic()
      /** @type {number | null} */
      let toldAt = null
      /** @type {Tell} */
      const tell = doing => {
        const now = monotonic()
        if (out.isTTY) out.write(`${CLEAR_LINE}${line(name, `${doing} …`)}`)
        else if (toldAt === null || now - toldAt >= STILL_WORKING_EVERY) {
          out.write(`${line(name, `${doing} …`)}\n`)
        } else return
        toldAt = now
      }
      const clear = () => {
        if (out.isTTY && toldAt !== null) out.write(CLEAR_LINE)
      }
      try {
        const done = await work(tell)
        clear()
        const silent = done === null || (options.quick === true && toldAt === null)
        if (!silent) out.write(`${line(name, done)} (${duration(monotonic() - start)})\n`)
        return done
      } catch (error) {
        clear()
        out.write(`${line(name, 'failed')} (${duration(monotonic() - start)})\n`)
        throw error
      }
    },
    say(text) {
      out.write(`${withoutHosts(text)}\n`)
    },
  }
}
