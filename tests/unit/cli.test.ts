import { describe, expect, it } from 'vitest'
import { type Command, required, wholeNumber, wrongUse } from '../../server/cli/command.ts'
import { COMMANDS } from '../../server/cli/commands.ts'
import { readCommandLine } from '../../server/cli/read-command-line.ts'
import { run } from '../../server/cli/run.ts'
import { AppError } from '../../server/kernel/app-error.ts'

const command = (name: string, more: Partial<Command> = {}): Command => ({
  name,
  summary: `What ${name} does.`,
  usage: '[SLUG] [--seeds N]',
  options: {
    seeds: { type: 'string', help: 'how many' },
    all: { type: 'boolean', help: 'all of them' },
  },
  operands: { min: 0, max: 1 },
  run: async args => ({ exit: 0, json: { args }, text: 'done' }),
  ...more,
})

const table = [command('link'), command('exercise lint'), command('exercise test')]

const read = (line: string) => readCommandLine(line.split(' ').filter(Boolean), table)

describe('a command line', () => {
  it('finds a command of two words, its operands and its options', () => {
    expect(read('exercise test web-502 --seeds 3 --all --json')).toMatchObject({
      kind: 'run',
      command: { name: 'exercise test' },
      args: { operands: ['web-502'], options: { seeds: '3', all: true } },
      json: true,
    })
  })

  it('takes options before operands', () => {
    expect(read('exercise test --seeds 3 web-502')).toMatchObject({
      kind: 'run',
      args: { operands: ['web-502'] },
    })
  })

  it.each([
    ['', 'Say which command to run.'],
    ['bogus', '"bogus" is not a command.'],
    ['exercise', '"exercise" is not a command: say "exercise lint" or "exercise test".'],
    ['exercise bogus', '"exercise bogus" is not a command'],
    ['link --bogus', "Unknown option '--bogus'."],
    ['link --seeds', '--seeds'],
    ['link a b', 'link takes no "b".'],
    ['--json', 'Say which command to run.'],
  ])('%j is wrong use, said in one sentence', (line, detail) => {
    const reading = read(line)
    expect(reading.kind).toBe('wrong')
    expect(reading.kind === 'wrong' && reading.detail).toContain(detail)
  })

  it('names what is missing when an operand is needed', () => {
    const strict = [command('exercise lint', { operands: { min: 1, max: 1 }, usage: 'SLUG' })]
    expect(readCommandLine(['exercise', 'lint'], strict)).toMatchObject({
      kind: 'wrong',
      detail: 'exercise lint needs more: SLUG.',
    })
  })

  it.each([
    ['--help', 'exercise test'],
    ['help', 'exercise test'],
    ['exercise --help', 'exercise lint'],
    ['link --help', '--seeds VALUE'],
    ['link -h', 'What link does.'],
  ])('%j asks for help', (line, text) => {
    const reading = read(line)
    expect(reading.kind === 'help' && reading.text).toContain(text)
  })
})

describe('running a command', () => {
  const runWith = async (line: string, one: Command = command('link')) => {
    const said = { out: '', err: '' }
    const exit = await run(line.split(' '), [one], {
      env: {},
      signal: new AbortController().signal,
      out: text => {
        said.out += text
      },
      err: text => {
        said.err += text
      },
    })
    return { exit, ...said }
  }

  const failing = (error: unknown) => command('link', { run: () => Promise.reject(error) })

  it('prints the answer for people, or as one line of JSON', async () => {
    expect(await runWith('link')).toEqual({ exit: 0, out: 'done\n', err: '' })
    const { out } = await runWith('link --json --seeds 2')
    expect(JSON.parse(out)).toMatchObject({ args: { options: { seeds: '2' } } })
    expect(out.trimEnd()).not.toContain('\n')
  })

  it('exits with 1 when something was found wanting', async () => {
    const wanting = command('link', { run: async () => ({ exit: 1, json: {}, text: 'no' }) })
    expect(await runWith('link', wanting)).toMatchObject({ exit: 1, out: 'no\n' })
  })

  it('keeps progress apart from the answer', async () => {
    const telling = command('link', {
      run: async (_args, io) => {
        io.tell('at it')
        return { exit: 0, json: { done: true }, text: 'done' }
      },
    })
    expect(await runWith('link --json', telling)).toEqual({
      exit: 0,
      out: '{"done":true}\n',
      err: 'at it\n',
    })
  })

  it('exits with 2 on wrong use and points to the help', async () => {
    const { exit, out, err } = await runWith('link --json', failing(wrongUse('--role is missing.')))
    expect(exit).toBe(2)
    expect(JSON.parse(out)).toEqual({ error: { code: 'wrong-use', detail: '--role is missing.' } })
    expect(err).toBe('--role is missing. See npm run hatchery -- link --help.\n')
  })

  it('takes a bad value for wrong use, by its own code', async () => {
    const error = new AppError('bad-handle', 400, 'That is no login.')
    const { exit, out } = await runWith('link --json', failing(error))
    expect(exit).toBe(2)
    expect(JSON.parse(out).error.code).toBe('bad-handle')
  })

  it('says a failure in its one sentence, with exit code 1', async () => {
    const error = new AppError('engine-down', 503, 'The engine does not answer.')
    expect(await runWith('link', failing(error))).toEqual({
      exit: 1,
      out: '',
      err: 'The engine does not answer.\n',
    })
  })

  it('shows where it happened when it should not have', async () => {
    const { exit, out, err } = await runWith('link --json', failing(new TypeError('oops')))
    expect(exit).toBe(1)
    expect(JSON.parse(out).error).toEqual({ code: 'internal', detail: 'oops' })
    expect(err).toContain('cli.test.ts')
  })
})

describe('the values of options', () => {
  const args = (options: Record<string, string>) => ({ options, operands: [] })

  it('are asked for by name when they are missing', () => {
    expect(required(args({ role: 'owner' }), 'role')).toBe('owner')
    expect(() => required(args({ role: '' }), 'role')).toThrow('--role is missing.')
  })

  it('are whole numbers where that is meant', () => {
    expect(wholeNumber(args({}), 'seeds', 1, 1)).toBe(1)
    expect(wholeNumber(args({ seeds: '12' }), 'seeds', 1, 1)).toBe(12)
    for (const seeds of ['0', '-1', '1.5', 'x', '', '99999999999999999999']) {
      expect(() => wholeNumber(args({ seeds }), 'seeds', 1, 1)).toThrow('--seeds is')
    }
  })
})

describe('the commands', () => {
  it('have names that do not hide one another, and say what they do', () => {
    const names = COMMANDS.map(one => one.name)
    expect(new Set(names).size).toBe(names.length)
    for (const { summary, options } of COMMANDS) {
      expect(summary).toMatch(/\.$/)
      expect(Object.keys(options)).not.toContain('json')
    }
  })
})
