import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answerOf, ping } from '../../scripts/setup/ping.mjs'
import { createRunner, lineSplitter } from '../../scripts/setup/runner.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hatchery-bootstrap-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A zombie that nobody has collected yet is not alive. */
const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

describe('the runner of programs', () => {
  const node = (code: string) => [process.execPath, ['-e', code]] as const

  it('collects what a program says on both streams, and how it ended', async () => {
    const [command, args] = node('console.log("out"); console.error("err"); process.exit(3)')
    const { code, output } = await createRunner().run(command, args)
    expect(code).toBe(3)
    expect(output.split('\n').sort()).toEqual(['', 'err', 'out'])
  })

  it('reads a status stream a line at a time', async () => {
    const lines: string[] = []
    const [command, args] = node('require("fs").writeSync(3, "one\\ntwo\\nrest")')
    await createRunner().run(command, args, { onStatus: line => lines.push(line) })
    expect(lines).toEqual(['one', 'two'])
  })

  it('says 127 for a program that is not there', async () => {
    expect((await createRunner().run('/no/such/program', [])).code).toBe(127)
  })

  it('ends children together with their own children', async () => {
    const file = join(folder, 'pid')
    const runner = createRunner()
    const settled = vi.fn()
    void runner.run('/bin/sh', ['-c', `sleep 300 & echo $! > ${file}; wait`]).then(settled)
    const grandchild = await vi.waitFor(() => {
      const pid = Number(readFileSync(file, 'utf8'))
      expect(pid).toBeGreaterThan(1)
      return pid
    })
    await runner.endAll()
    await vi.waitFor(() => expect(isAlive(grandchild)).toBe(false))
    expect(settled).not.toHaveBeenCalled()
  })

  it('starts nothing any more once it is ending', async () => {
    const runner = createRunner()
    await runner.endAll()
    const started = runner.run('/bin/sh', ['-c', `echo late > ${join(folder, 'late')}`])
    const other = await Promise.race([started, Promise.resolve('nothing')])
    expect(other).toBe('nothing')
  })

  it('puts lines together from pieces', () => {
    const lines: string[] = []
    const feed = lineSplitter(line => lines.push(line))
    for (const piece of ['a', 'b\nc', '\n\nd']) feed(piece)
    expect(lines).toEqual(['ab', 'c', ''])
  })
})

describe('the ping of an engine', () => {
  let server: Server | null = null
  afterEach(() => {
    server?.closeAllConnections()
    server?.close()
    server = null
  })

  const listen = async (status: number | null): Promise<string> => {
    const path = join(folder, 'engine.sock')
    const created = createServer((request, response) => {
      if (status !== null) response.writeHead(request.url === '/_ping' ? status : 404).end('OK')
    })
    server = created
    await new Promise<void>(resolve => created.listen(path, resolve))
    return path
  }

  it.each([
    ['an engine', 200, 'ok'],
    ['one that is broken', 500, 'silent'],
    ['one that hangs', null, 'silent'],
  ])('of %s (%s) is %s', async (_what, status, answer) => {
    const path = await listen(status)
    expect(await ping({ kind: 'unix', path }, 200)).toBe(answer)
  })

  it('of nothing is absent', async () => {
    expect(await ping({ kind: 'unix', path: join(folder, 'none.sock') })).toBe('absent')
    expect(await ping({ kind: 'tcp', host: '127.0.0.1', port: 1, tls: false })).toBe('absent')
  })

  it('tells a closed door from an empty house', () => {
    expect(answerOf('EACCES')).toBe('denied')
    expect(answerOf('ECONNREFUSED')).toBe('absent')
    expect(answerOf('ECONNRESET')).toBe('silent')
  })
})
