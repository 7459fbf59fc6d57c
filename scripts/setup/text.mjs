import { stripVTControlCharacters } from 'node:util'

/**
 * A duration as a person reads it: `12 ms`, `3.4 s`, `2 min 05 s`.
 * @param {number} ms
 * @returns {string}
 */
export const duration = ms => {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
}

/**
 * The lines of a program's output that say something, without colours.
 * @param {string} text
 * @returns {string[]}
 */
const tellingLines = text =>
  stripVTControlCharacters(text)
    .split(/\r?\n/)
    .map(line => line.trimEnd())
    .filter(line => line !== '' && line !== 'npm error')

/**
 * Where most programs say why they failed.
 * @param {string} text
 * @param {number} count
 * @returns {string}
 */
export const lastLines = (text, count) => tellingLines(text).slice(-count).join('\n')

/**
 * Where npm does: its last lines are about itself.
 * @param {string} text
 * @param {number} count
 * @returns {string}
 */
export const firstLines = (text, count) => tellingLines(text).slice(0, count).join('\n')

/**
 * Takes the hosts out of addresses: which mirror or registry a machine uses is its owner's affair,
 * and logs get pasted into public places.
 * @param {string} text
 * @returns {string}
 */
export const withoutHosts = text =>
  text.replace(/\b(https?|wss?):\/\/[^\s/'")\]]+/g, (_all, scheme) => `${scheme}://…`)

/**
 * The percentage and words of one line of apt's status stream (`APT::Status-Fd`): a download
 * (`dlstatus:`) or the work of dpkg (`pmstatus:`). null for any other line.
 * @param {string} line `pmstatus:PACKAGE:PERCENT:TEXT`
 * @returns {{ percent: number, text: string } | null}
 */
export const aptProgress = line => {
  const match = /^(dlstatus|pmstatus):[^:]*(?::[a-z0-9]+)?:(\d+(?:\.\d+)?):(.*)$/.exec(line.trim())
  if (match === null) return null
  const [, kind, percent, text] = match
  const words = kind === 'dlstatus' ? 'downloading' : withoutHosts(text ?? '')
  return { percent: Math.floor(Number(percent)), text: words }
}
