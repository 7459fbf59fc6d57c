/** A step could not be done. `commands` is what the reader can run to help it on. */
export class SetupError extends Error {
  /**
   * @param {string} message One sentence: what, where, what to do.
   * @param {{ commands?: readonly string[], details?: string }} [more] `details`: the last lines of
   *   what the failing program said.
   */
  constructor(message, more = {}) {
    super(message)
    this.name = 'SetupError'
    this.commands = more.commands ?? []
    this.details = more.details ?? ''
  }
}

/**
 * The whole text for the screen.
 * @param {unknown} thrown
 * @returns {string}
 */
export const explain = thrown => {
  if (!(thrown instanceof SetupError)) {
    // An AppError's detail is meant for people; anything else is a fault of ours, so the stack helps.
    if (thrown instanceof Error && thrown.name === 'AppError') return thrown.message
    return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  }
  const details = thrown.details === '' ? [] : ['', thrown.details]
  const commands = thrown.commands.length === 0 ? [] : ['', ...thrown.commands.map(c => `  ${c}`)]
  return [thrown.message, ...details, ...commands].join('\n')
}
