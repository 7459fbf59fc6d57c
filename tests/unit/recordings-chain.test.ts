import { createHash } from 'node:crypto'
import { appendFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  AppendFile,
  type AppendHandle,
  type OpenForAppend,
} from '../../server/recordings/append-file.ts'
import { Chain, readCheckpoint } from '../../server/recordings/chain.ts'
import { LiveRecording, openForAppend } from '../../server/recordings/live-recording.ts'
import { repairRecording } from '../../server/recordings/repair.ts'
import { verifyRecording } from '../../server/recordings/verify.ts'
import { aSigner, RECORDING, recordingFolder } from '../support/chained.ts'
import { fakeTime } from '../support/fake-time.ts'

const signer = aSigner()
const sha256 = (...parts: (string | Buffer)[]): Buffer => {
  const made = createHash('sha256')
  for (const part of parts) made.update(part)
  return made.digest()
}

let at: Awaited<ReturnType<typeof recordingFolder>>
let path: string
beforeEach(async () => {
  at = await recordingFolder()
  await at.fill(new Map())
  path = join(at.folder, 'events.ndjson')
})
afterEach(async () => {
  // A server that was killed leaves its files to the kernel; here they are let go of.
  for (const handle of opened.splice(0)) await handle.close().catch(() => {})
  await at.cleanUp()
})

const opened: AppendHandle[] = []
const openAndKeep: OpenForAppend = async name => {
  const handle = await openForAppend(name)
  opened.push(handle)
  return handle
}

const open = (time = fakeTime(), openFile: OpenForAppend = openAndKeep) => {
  const chain = new Chain(RECORDING, 'events.ndjson')
  const { schedule, clock } = time
  const onFail = vi.fn()
  const seal = { chain, checkpoint: () => chain.checkpoint(signer, clock.now()) }
  const file = new AppendFile({ path, size: 0, open: openFile, schedule, onFail, seal })
  return { time, file, chain }
}

const linesOf = async (file = path) => (await readFile(file, 'utf8')).trimEnd().split('\n')
const checkpointIn = (line = '') => readCheckpoint(Buffer.from(line))

describe('the chain', () => {
  it('is of the recording, the file and every line before, as its description says', () => {
    const chain = new Chain(RECORDING, 'events.ndjson')
    chain.addLines(Buffer.from('one\ntwo\n'))
    const start = sha256(`hatchery-recording-chain-1\n${RECORDING}\nevents.ndjson`)
    const head = sha256(sha256(start, 'one'), 'two')
    expect(chain.link.head).toEqual(head)
    const line = chain.checkpoint(signer, 5).trimEnd()
    expect(checkpointIn(line)).toMatchObject({ n: 2, head: head.toString('hex'), at: 5 })
    expect(chain.link).toMatchObject({ lines: 3, head: sha256(head, line) })
    expect(chain.unsigned).toBe(0)
  })

  it('takes no checkpoint that is written otherwise', () => {
    const chain = new Chain(RECORDING, 'events.ndjson')
    chain.addLines(Buffer.from('one\n'))
    const line = chain.checkpoint(signer, 5).trimEnd()
    expect(checkpointIn(line)).not.toBeNull()
    expect(checkpointIn(line.replace('"n":1', '"n": 1'))).toBeNull()
    expect(checkpointIn(line.replace('"n":1', '"n":1,"m":1'))).toBeNull()
    expect(checkpointIn(line.slice(0, -1))).toBeNull()
  })
})

describe('a file that is sealed', () => {
  it('is signed 10 s after a line, and not again while none comes', async () => {
    const { time, file } = open()
    file.append('one\n')
    time.advance(9000)
    file.append('two\n')
    await file.flush()
    expect(await linesOf()).toEqual(['one', 'two'])
    time.advance(1000)
    await file.flush()
    expect(await linesOf()).toHaveLength(3)
    expect(checkpointIn((await linesOf())[2])).toMatchObject({ n: 2 })
    time.advance(60_000)
    await file.close()
    expect(await linesOf()).toHaveLength(3)
    expect(file.written).toBe((await stat(path)).size)
  })

  it('is signed when it is closed, and one that never had a line is not made', async () => {
    const empty = open()
    await empty.file.close()
    expect(await readdir(at.folder)).toEqual(['terminals'])
    const { file } = open()
    file.append('one\n')
    await file.close()
    expect(checkpointIn((await linesOf())[1])).toMatchObject({ n: 1 })
  })

  it('is signed after 4,096 lines, however fast they come', async () => {
    const { file } = open()
    for (let i = 0; i < 3; i += 1) {
      file.append('line\n'.repeat(2048))
      await file.flush()
    }
    const lines = await linesOf()
    expect(lines.flatMap(line => checkpointIn(line)?.n ?? [])).toEqual([4096])
  })

  it('that the disk refused once is not signed for what is not in it', async () => {
    const { file, chain } = open(fakeTime(), async name => {
      const handle = await openAndKeep(name)
      const answers = [true, false, true, true]
      return {
        stat: () => handle.stat(),
        write: data => (answers.shift() ? handle.write(data) : Promise.reject(new Error('full'))),
        datasync: () => handle.datasync(),
        truncate: size => handle.truncate(size),
        close: () => handle.close(),
      }
    })
    file.append('kept\n')
    await file.flush()
    file.append('lost\n')
    await file.flush()
    await file.close()
    expect(await linesOf()).toEqual(['kept'])
    expect(chain.link.lines).toBe(2)
    expect(file.link?.lines).toBe(1)
  })

  it('keeps every size that was told at the end of a line', async () => {
    const { time, file } = open()
    const sizes: number[] = []
    for (let i = 0; i < 50; i += 1) {
      file.append(`${'x'.repeat(i)}\n`)
      sizes.push(file.size)
      time.advance(1500)
      if (i % 3 === 0) await file.flush()
      sizes.push(file.size)
    }
    await file.close()
    const bytes = await readFile(path)
    expect(sizes.every(size => bytes[size - 1] === 10)).toBe(true)
    expect(file.size).toBe(bytes.length)
  })
})

describe('a recording that goes on after a crash', () => {
  const begin = () => {
    const { clock, schedule } = fakeTime()
    return LiveRecording.open({
      id: RECORDING,
      signer,
      folder: at.folder,
      startedAt: clock.now(),
      clock,
      schedule,
      openFile: openAndKeep,
      onFail: error => {
        throw error
      },
    })
  }
  const terminal = { labId: RECORDING, n: 1, host: 'www01', login: 'ada', cols: 80, rows: 24 }

  it('is one chain with what was there, the unsigned lines signed first', async () => {
    const first = await begin()
    const one = first.openTerminal(terminal)
    one.output(Buffer.from('before'))
    first.addFact('lab.changed', { state: 'ready' })
    await first.flush()
    await appendFile(join(at.folder, 'terminals/1.cast'), '[0.5,"o","half a li')

    await repairRecording(at.folder)
    const second = await begin()
    const { recording, bytes } = await second.resumeTerminal({ ...terminal, openedAt: 0 })
    expect(bytes).toBe(6)
    recording.output(Buffer.from('after'))
    const files = await second.end()
    expect(files.map(file => file.name)).toEqual(['events.ndjson', 'terminals/1.cast'])

    const lines = await linesOf(join(at.folder, 'terminals/1.cast'))
    expect(lines.map(line => checkpointIn(line)?.n ?? null)).toEqual([null, null, 2, null, null, 5])
    const found = await verifyRecording(at.folder, signer)
    expect(found).toMatchObject({ state: 'unfinished', faults: [], links: lines.length + 2 })
  })

  it('does not bless what was changed while the server was down', async () => {
    const first = await begin()
    first.openTerminal(terminal).output(Buffer.from('rm -rf /srv'))
    await first.suspend()
    const cast = join(at.folder, 'terminals/1.cast')
    await writeFile(cast, (await readFile(cast, 'utf8')).replace('/srv', '/tmp'))
    const second = await begin()
    await second.end()
    const found = await verifyRecording(at.folder, signer)
    expect(found?.faults).toMatchObject([{ kind: 'changed', file: 'terminals/1.cast', line: 2 }])
  })
})

describe('verification', () => {
  it('finds no recording where there is none', async () => {
    expect(await verifyRecording(at.folder, signer)).toBeNull()
    await rm(at.folder, { recursive: true })
    expect(await verifyRecording(at.folder, signer)).toBeNull()
  })

  it('passes a running recording up to its last checkpoint, half a line at its end', async () => {
    const { time, file } = open()
    file.append('one\n')
    time.advance(10_000)
    await file.flush()
    file.append('two\n')
    await file.flush()
    await appendFile(path, 'thr')
    const found = await verifyRecording(at.folder, signer)
    expect(found).toMatchObject({ state: 'unfinished', links: 2, faults: [] })
    await file.close()
  })

  it('is not misled by a checkpoint on the screen', async () => {
    const { file, chain } = open()
    const shown = new Chain(RECORDING, 'terminals/9.cast')
    shown.addLines(Buffer.from('x\n'))
    file.append(`${JSON.stringify([0, 'o', shown.checkpoint(aSigner(), 1)])}\n`)
    await file.close()
    expect(chain.link.lines).toBe(2)
    expect(await verifyRecording(at.folder, signer)).toMatchObject({ links: 2, faults: [] })
  })

  it('names a line that ran into the checkpoint after it', async () => {
    const { file } = open()
    file.append('one\ntwo\n')
    await file.close()
    await writeFile(path, (await readFile(path, 'utf8')).replace('two\n', 'two '))
    const found = await verifyRecording(at.folder, signer)
    expect(found?.faults).toMatchObject([{ kind: 'changed', line: 2 }])
  })

  it('does not fail on a folder where a file should be', async () => {
    await mkdir(path)
    await expect(verifyRecording(at.folder, signer)).rejects.toThrow('EISDIR')
  })
})
