import { createContext, loadEnvFile } from './context.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { assertNode } from './node-version.mjs'
import { endWithSignals } from './runner.mjs'
import { explain } from './setup-error.mjs'
import { allowTypeScript } from './typescript.mjs'

/**
 * Runs a program of the project's, written in TypeScript, with its dependencies in place. The
 * set-up speaks on stderr, and only when there was something to do: stdout is the program's own.
 * @param {() => Promise<number>} program Resolves to the exit code.
 */
export const withProject = async program => {
  try {
    assertNode()
    loadEnvFile()
    const context = createContext({ out: process.stderr, quick: true })
    const leaveSignals = endWithSignals(context.runner)
    await ensureDependencies(context)
    leaveSignals()
    await allowTypeScript()
    process.exitCode = await program()
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`)
    process.exitCode = 1
  }
}
