import { parseArgs } from 'node:util'
import { messageOf } from '../kernel/app-error.ts'
import type { Command, CommandArgs } from './command.ts'
import { helpOf, overview } from './help.ts'

/** What a command line asks for. `json`: the answer, even a refusal, is wanted for a program. */
export type Reading =
  | { readonly kind: 'help'; readonly text: string }
  | {
      readonly kind: 'wrong'
      readonly detail: string
      readonly command: Command | null
      readonly json: boolean
    }
  | {
      readonly kind: 'run'
      readonly command: Command
      readonly args: CommandArgs
      readonly json: boolean
    }

const GLOBAL = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Reads what stands after `hatchery` against the table of commands. Pure. */
export const readCommandLine = (argv: readonly string[], commands: readonly Command[]): Reading => {
  const json = argv.includes('--json')
  const words = leadingWords(argv)
  const command = longestMatch(words, commands)
  if (command === null) return withoutCommand(argv, words, commands, json)
  const rest = argv.slice(command.name.split(' ').length)
  try {
    const parsed = parseArgs({
      args: [...rest],
      options: { ...command.options, ...GLOBAL },
      allowPositionals: true,
    })
    const { json: _json, help, ...options } = parsed.values
    if (help) return { kind: 'help', text: helpOf(command) }
    const fault = operandFault(command, parsed.positionals)
    if (fault !== null) return { kind: 'wrong', detail: fault, command, json }
    const args = { options: options as CommandArgs['options'], operands: parsed.positionals }
    return { kind: 'run', command, args, json }
  } catch (error) {
    return { kind: 'wrong', detail: oneSentence(messageOf(error)), command, json }
  }
}

const leadingWords = (argv: readonly string[]): readonly string[] => {
  const end = argv.findIndex(word => word.startsWith('-'))
  return end === -1 ? argv : argv.slice(0, end)
}

const longestMatch = (words: readonly string[], commands: readonly Command[]): Command | null => {
  const matching = commands.filter(command =>
    command.name.split(' ').every((word, at) => word === words[at]),
  )
  return matching.sort((a, b) => b.name.length - a.name.length)[0] ?? null
}

const withoutCommand = (
  argv: readonly string[],
  words: readonly string[],
  commands: readonly Command[],
  json: boolean,
): Reading => {
  const [first] = words
  const asked = argv.includes('--help') || argv.includes('-h') || first === 'help'
  const family = commands.filter(command => command.name.startsWith(`${first} `))
  if (asked) return { kind: 'help', text: overview(family.length > 0 ? family : commands) }
  if (first === undefined) {
    return { kind: 'wrong', detail: 'Say which command to run.', command: null, json }
  }
  const detail =
    family.length > 0
      ? `"${words.slice(0, 2).join(' ')}" is not a command: say ${family.map(c => `"${c.name}"`).join(' or ')}.`
      : `"${first}" is not a command.`
  return { kind: 'wrong', detail, command: null, json }
}

const operandFault = (command: Command, operands: readonly string[]): string | null => {
  const { min, max } = command.operands
  if (operands.length < min) return `${command.name} needs more: ${command.usage}.`
  if (operands.length > max) return `${command.name} takes no "${operands[max]}".`
  return null
}

/** parseArgs explains at length how to pass odd values; its first sentence says what is wrong. */
const oneSentence = (message: string): string => {
  const [first = message] = message.split('. ')
  return first.endsWith('.') ? first : `${first}.`
}
