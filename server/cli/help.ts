import type { Command } from './command.ts'

const PREFIX = 'npm run hatchery --'

const columns = (rows: readonly (readonly [string, string])[]): string[] => {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}

/** The list of commands. */
export const overview = (commands: readonly Command[]): string =>
  [
    `Usage: ${PREFIX} COMMAND [options]`,
    '',
    'Commands:',
    ...columns(commands.map(c => [`${c.name} ${c.usage}`.trimEnd(), c.summary])),
    '',
    'Options of every command:',
    ...columns([
      ['--json', 'the answer as one JSON object on standard output'],
      ['--help', 'what a command does and takes'],
    ]),
    '',
    'Exit codes: 0 all is well, 1 something was found wanting, 2 wrong use.',
  ].join('\n')

/** One command's help. */
export const helpOf = (command: Command): string => {
  const options = Object.entries(command.options).map(
    ([name, option]) =>
      [option.type === 'string' ? `--${name} VALUE` : `--${name}`, option.help] as const,
  )
  return [
    `Usage: ${PREFIX} ${command.name} ${command.usage}`.trimEnd(),
    '',
    command.summary,
    ...(options.length === 0 ? [] : ['', 'Options:', ...columns(options)]),
  ].join('\n')
}
