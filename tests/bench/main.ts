import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { messageOf } from '../../server/kernel/app-error.ts'
import { isBenchFile } from './names.ts'

const FOLDER = dirname(fileURLToPath(import.meta.url))

/** What each tests/bench/<name>.ts exports. It tells its progress on stderr. */
type Bench = { run(): Promise<Record<string, unknown>> }

const benchNames = (): string[] =>
  readdirSync(FOLDER)
    .filter(isBenchFile)
    .map(file => file.replace(/\.ts$/, ''))

/**
 * `npm run bench -- NAME [--json]`: runs one measurement; its figures are the last line on stdout,
 * on one line with --json and laid out for reading without. Resolves to the exit code.
 */
export const main = async (argv: readonly string[]): Promise<number> => {
  const names = benchNames()
  const asked = readArguments(argv)
  if (asked === null || asked.name === undefined || !names.includes(asked.name)) {
    process.stderr.write(
      `Usage: npm run bench -- NAME [--json], NAME one of: ${names.join(', ')}\n`,
    )
    return 2
  }
  try {
    const bench: Bench = await import(`./${asked.name}.ts`)
    const figures = await bench.run()
    process.stdout.write(`${JSON.stringify(figures, null, asked.json ? undefined : 2)}\n`)
    return 0
  } catch (error) {
    process.stderr.write(`The bench ${asked.name} could not be run: ${messageOf(error)}\n`)
    return 1
  }
}

const readArguments = (argv: readonly string[]): { name?: string; json: boolean } | null => {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    })
    const [name, ...more] = positionals
    return more.length > 0 ? null : { name, json: values.json }
  } catch {
    return null
  }
}
