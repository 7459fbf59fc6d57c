import { Terminal } from '@xterm/headless'
import { describe, expect, test } from 'vitest'
import type { TerminalMode } from '../../server/terminals/view.ts'
import { createSessionScreen } from '../../web/terminal/screen.ts'

const text = (value: string) => new TextEncoder().encode(value)

const start = (mode: TerminalMode) => {
  const term = new Terminal({ allowProposedApi: true, cols: 60, rows: 10 })
  const { screen, isOwnResize } = createSessionScreen(term, mode)
  const sizes: string[] = []
  term.onResize(({ cols, rows }) => {
    if (isOwnResize({ cols, rows })) sizes.push(`${cols}x${rows}`)
  })
  const output = (value: string | Uint8Array) =>
    new Promise<void>(resolve =>
      screen.output(typeof value === 'string' ? text(value) : value, resolve),
    )
  const snapshot = (cols: number, rows: number, drawn: string) =>
    new Promise<void>(resolve => screen.snapshot(cols, rows, drawn, resolve))
  const line = (y: number) => term.buffer.active.getLine(y)?.translateToString(true)
  return { term, screen, sizes, output, snapshot, line }
}

describe('the screen of a terminal session', () => {
  test('draws a snapshot between what came before and after it', async () => {
    const { output, snapshot, line } = start('own')
    const drawn = [output('old words'), snapshot(60, 10, 'new'), output('er')]
    await Promise.all(drawn)
    expect(line(0)).toBe('newer')
  })

  test('draws a second snapshot over the first', async () => {
    const { output, snapshot, line } = start('own')
    await Promise.all([snapshot(60, 10, 'a'), output('b'), snapshot(60, 10, 'c'), output('d')])
    expect(line(0)).toBe('cd')
  })

  test('forgets half a sequence and half a character before a snapshot', async () => {
    const { output, snapshot, line } = start('own')
    void output('\x1b]0;a title')
    void output(Uint8Array.of(0xe2, 0x82))
    void snapshot(60, 10, 'fresh ')
    await output('é')
    expect(line(0)).toBe('fresh é')
  })

  test('draws a snapshot in its own size, then takes the window’s again, told to nobody', async () => {
    const { term, snapshot, sizes, line } = start('own')
    await snapshot(20, 5, `${'x'.repeat(25)}\r\n$ `)
    expect([term.cols, term.rows]).toEqual([60, 10])
    expect(line(0)).toBe('x'.repeat(25))
    expect(sizes).toEqual([])
  })

  test('a window that changes meanwhile is heard and wins', async () => {
    const { term, snapshot, sizes } = start('own')
    const drawn = snapshot(20, 5, 'x')
    await new Promise<void>(resolve => term.write('', resolve))
    term.resize(70, 12)
    await drawn
    expect([term.cols, term.rows]).toEqual([70, 12])
    expect(sizes).toEqual(['70x12'])
  })

  test('an observer follows the owner’s sizes, each in its place', async () => {
    const { term, screen, output, line } = start('observe')
    void output(`${'y'.repeat(15)}\r\n`)
    screen.resize(10, 5)
    await output('end')
    expect([term.cols, term.rows]).toEqual([10, 5])
    expect([line(0), line(1), line(2)]).toEqual(['y'.repeat(10), 'y'.repeat(5), 'end'])
  })
})
