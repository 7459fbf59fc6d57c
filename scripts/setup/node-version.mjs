import { SetupError } from './setup-error.mjs'

/** The oldest Node that everything here works with. package.json's `engines` says the same. */
export const LEAST_NODE = '20.19.0'

const numbers = (/** @type {string} */ version) =>
  version.replace(/^v/, '').split('-')[0]?.split('.').map(Number) ?? []

/**
 * null when this version of Node will do, else what to say.
 * @param {string} version As in `process.versions.node`.
 * @returns {string | null}
 */
export const nodeFault = version => {
  const [have, want] = [numbers(version), numbers(LEAST_NODE)]
  const first = want.findIndex((part, at) => (have[at] ?? 0) !== part)
  if (first === -1 || (have[first] ?? 0) > (want[first] ?? 0)) return null
  return `Hatchery needs Node ${LEAST_NODE} or newer and this is ${version}: install a newer one, then run the same command again.`
}

/** Throws what to say when this Node is too old. */
export const assertNode = () => {
  const fault = nodeFault(process.versions.node)
  if (fault !== null) throw new SetupError(fault)
}
