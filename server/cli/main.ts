import { COMMANDS } from './commands.ts'
import { run } from './run.ts'

/**
 * The `hatchery` command. Answers on stdout, progress and refusals on stderr; resolves to the exit
 * code. SIGINT and SIGTERM ask the running command to stop and clean up.
 */
export const main = async (argv: readonly string[]): Promise<number> => {
  const stopping = new AbortController()
  const stop = () => stopping.abort()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  try {
    return await run(argv, COMMANDS, {
      env: process.env,
      signal: stopping.signal,
      out: text => process.stdout.write(text),
      err: text => process.stderr.write(text),
    })
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}
