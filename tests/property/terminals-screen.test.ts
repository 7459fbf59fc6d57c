import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ITerminalAddon } from '@xterm/headless'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CastWriter } from '../../server/recordings/cast-writer.ts'
import { safeCut } from '../../server/terminals/safe-cut.ts'
import { type Keyframe, screenFromRecording } from '../../server/terminals/screen-from-recording.ts'
import { Terminal, Unicode11Addon } from '../../server/terminals/xterm-headless.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hatchery-screens-'))
})
afterAll(() => rm(folder, { recursive: true }))

const sequence = fc.oneof(
  fc.constantFrom(
    '\r\n',
    '\x1b[2J',
    '\x1b[H',
    '\x1b[1;31m',
    '\x1b[0m',
    '\x1b[?1049h',
    '\x1b[?1049l',
  ),
  fc.constantFrom(
    '\x1b]0;a title\x07',
    '\x1b]133;A\x1b\\',
    '\x1bP+q544e\x1b\\',
    '\x1b(B',
    '\x1b[K',
  ),
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 30 }))
    .map(([row, column]) => `\x1b[${row};${column}H`),
)

const output = fc
  .array(fc.oneof(sequence, fc.string({ unit: 'grapheme', maxLength: 40 })), { maxLength: 60 })
  .map(parts => parts.join(''))

const terminal = (cols: number, rows: number) => {
  const term = new Terminal({ cols, rows, scrollback: 1000, allowProposedApi: true })
  term.loadAddon(new Unicode11Addon() as unknown as ITerminalAddon)
  term.unicode.activeVersion = '11'
  return term
}

type Term = ReturnType<typeof terminal>

const written = (term: Term, data: string | Uint8Array) =>
  new Promise<void>(resolve => term.write(data, resolve))

const screenOf = (term: Term): string[] => {
  const { active } = term.buffer
  const lines = Array.from(
    { length: term.rows },
    (_, y) => active.getLine(active.baseY + y)?.translateToString(true) ?? '',
  )
  return [...lines, `${active.type} ${active.cursorX},${active.cursorY}`]
}

test('the cut is at a sequence’s beginning, at the last character’s, or at the end', () => {
  fc.assert(
    fc.property(output, fc.nat(), (text, at) => {
      const head = text.slice(0, at % (text.length + 1))
      const safe = safeCut(head)
      const rest = head.slice(safe)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are made of them
      expect(rest).toMatch(/^($|\x1b|[^\x00-\x1f])/)
      expect(safeCut(`${head.slice(0, safe)}\x1b[0m`)).toBe(safe + 4)
    }),
  )
})

test('binary rubbish after an escape is given up on', () => {
  expect(safeCut(`\x1b]${'x'.repeat(5000)}`)).toBe(5002)
})

test('a screen and the bytes after it show the same as all bytes from the start', async () => {
  await fc.assert(
    fc.asyncProperty(output, fc.nat(), fc.nat(), fc.boolean(), async (text, a, b, withKeyframe) => {
      const bytes = Buffer.from(text)
      const [early, late] = [a % (bytes.length + 1), b % (bytes.length + 1)].sort((x, y) => x - y)
      const writer = new CastWriter()
      const file = join(folder, 'one.cast')
      const head = writer.header({ cols: 40, rows: 15, title: '', startedAt: 0 })
      const first = head + writer.output(1, bytes.subarray(0, early))
      const cursorA = { file, position: Buffer.byteLength(first), offset: writer.offset }
      const all = first + writer.output(2, bytes.subarray(early, late))
      const cursor = { file, position: Buffer.byteLength(all), offset: writer.offset }
      await writeFile(file, `${all}[1.0,"o","what came later"]\n`)
      const { keyframe } = withKeyframe
        ? await screenFromRecording(cursorA, null)
        : { keyframe: null as Keyframe | null }
      const { screen } = await screenFromRecording(cursor, keyframe)
      expect(screen.offset).toBeLessThanOrEqual(late ?? 0)

      const whole = terminal(40, 15)
      await written(whole, bytes)
      const joined = terminal(screen.cols, screen.rows)
      await written(joined, screen.screen)
      await written(joined, bytes.subarray(screen.offset))
      expect(screenOf(joined)).toEqual(screenOf(whole))
      whole.dispose()
      joined.dispose()
    }),
    { numRuns: 60 },
  )
})

test('a recording with a change of size is replayed at its last size', async () => {
  const writer = new CastWriter()
  const file = join(folder, 'sized.cast')
  const lines = [
    writer.header({ cols: 80, rows: 24, title: '', startedAt: 0 }),
    writer.output(1, Buffer.from('one\r\n')),
    writer.resize(2, 100, 30),
    writer.output(3, Buffer.from('two')),
  ].join('')
  await writeFile(file, lines)
  const { size } = await stat(file)
  const { screen } = await screenFromRecording({ file, position: size, offset: 8 }, null)
  expect(screen).toMatchObject({ cols: 100, rows: 30, offset: 7 })
  expect(screen.screen).toContain('one\r\ntw')
})
