import { AppError, messageOf } from '../kernel/app-error.ts'
import { type Command, type CommandIo, EXIT, type ExitCode } from './command.ts'
import { readCommandLine } from './read-command-line.ts'

export type Streams = Pick<CommandIo, 'env' | 'signal'> & {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/** Reads the command line, runs the command and prints its answer. Never rejects. */
export const run = async (
  argv: readonly string[],
  commands: readonly Command[],
  streams: Streams,
): Promise<ExitCode> => {
  const reading = readCommandLine(argv, commands)
  switch (reading.kind) {
    case 'help':
      streams.out(`${reading.text}\n`)
      return EXIT.ok
    case 'wrong':
      return refuseUse(reading.detail, reading.command, reading.json, streams)
    case 'run':
      break
  }
  const { command, args, json } = reading
  try {
    const tell = (line: string) => streams.err(`${line}\n`)
    const outcome = await command.run(args, { env: streams.env, signal: streams.signal, tell })
    streams.out(json ? `${JSON.stringify(outcome.json)}\n` : `${outcome.text}\n`)
    return outcome.exit
  } catch (error) {
    if (error instanceof AppError && error.status === 400) {
      return refuseUse(error.detail, command, json, streams, error.code)
    }
    const code = error instanceof AppError ? error.code : 'internal'
    if (json) streams.out(`${JSON.stringify({ error: { code, detail: messageOf(error) } })}\n`)
    streams.err(`${error instanceof AppError ? error.detail : stackOf(error)}\n`)
    return EXIT.wanting
  }
}

const refuseUse = (
  detail: string,
  command: Command | null,
  json: boolean,
  { out, err }: Streams,
  code = 'wrong-use',
): ExitCode => {
  if (json) out(`${JSON.stringify({ error: { code, detail } })}\n`)
  const help = ['npm run hatchery --', command?.name, '--help'].filter(Boolean).join(' ')
  err(`${detail} See ${help}.\n`)
  return EXIT.wrongUse
}

/** For what should not happen: the stack says where. */
const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)
