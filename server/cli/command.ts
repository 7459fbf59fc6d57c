import { AppError } from '../kernel/app-error.ts'

/** What the shell is told: all is well, something was found wanting or failed, wrong use. */
export const EXIT = { ok: 0, wanting: 1, wrongUse: 2 } as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** What stands after the command's name. Options come as parseArgs gives them. */
export type CommandArgs = {
  readonly options: Readonly<Record<string, string | boolean | undefined>>
  readonly operands: readonly string[]
}

/** The world as a command sees it. */
export type CommandIo = {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Progress, a line at a time, for a person to watch; never part of the answer. */
  readonly tell: (line: string) => void
  /** Aborted by SIGINT or SIGTERM: stop, clean up what was made, then return or throw. */
  readonly signal: AbortSignal
}

/** The answer, once for programs and once for people. */
export type Outcome = {
  readonly exit: typeof EXIT.ok | typeof EXIT.wanting
  readonly json: object
  readonly text: string
}

/** One command of `hatchery`. */
export type Command = {
  /** One or two words: `link`, `exercise test`. */
  readonly name: string
  readonly summary: string
  /** What follows the name, as a person reads it: `--handle H --role R`. */
  readonly usage: string
  /** What each option means, in order, for the help. */
  readonly options: Readonly<Record<string, CommandOption>>
  /** How many words may follow besides options. */
  readonly operands: { readonly min: number; readonly max: number }
  run(args: CommandArgs, io: CommandIo): Promise<Outcome>
}

export type CommandOption = { readonly type: 'string' | 'boolean'; readonly help: string }

/** The caller's mistake; exits with 2 and points to the help. */
export const wrongUse = (detail: string) => new AppError('wrong-use', 400, detail)

/** The option's text, or wrong use when it was left out. */
export const required = (args: CommandArgs, name: string): string => {
  const value = args.options[name]
  if (typeof value === 'string' && value !== '') return value
  throw wrongUse(`--${name} is missing.`)
}

/** The option as a whole number from `min`, or `fallback` when it was left out. */
export const wholeNumber = (
  args: CommandArgs,
  name: string,
  fallback: number,
  min: number,
): number => {
  const text = args.options[name]
  if (typeof text !== 'string') return fallback
  const value = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= min) return value
  throw wrongUse(`--${name} is "${text}": give a whole number, ${min} or more.`)
}
