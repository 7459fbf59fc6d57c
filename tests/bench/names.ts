/** Files of this folder that are not benches themselves. */
const HELPERS = new Set(['main.ts', 'names.ts', 'percentiles.ts'])

/**
 * Whether a file of this folder is a bench: one word, so that helpers of a bench can lie beside it
 * as `<name>-<what>.ts` or in a folder.
 */
export const isBenchFile = (file: string): boolean =>
  /^[a-z]+\.ts$/.test(file) && !HELPERS.has(file)
