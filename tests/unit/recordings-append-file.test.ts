import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { AppendFile, type AppendHandle } from '../../server/recordings/append-file.ts'
import { openForAppend } from '../../server/recordings/live-recording.ts'
import { cutPartialLine } from '../../server/recordings/repair.ts'
import { fakeTime, settle } from '../support/fake-time.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hatchery-append-'))
})
afterEach(() => rm(folder, { recursive: true }))

const handle = (own: Partial<AppendHandle> = {}) => {
  const written: string[] = []
  return {
    written,
    stat: async () => ({ size: 0 }),
    write: vi.fn(async (data: Uint8Array) => {
      written.push(Buffer.from(data).toString())
      return { bytesWritten: data.length }
    }),
    datasync: vi.fn(async () => {}),
    truncate: vi.fn(async () => {}),
    close: vi.fn(async () => {}),
    ...own,
  }
}

const open = (fake: AppendHandle, onFail = vi.fn()) => {
  const time = fakeTime()
  const { schedule } = time
  const file = new AppendFile({ path: 'x', size: 0, open: async () => fake, schedule, onFail })
  return { time, file, onFail }
}

it('gathers lines for 10 ms into one write, and syncs within 250 ms', async () => {
  const fake = handle()
  const { time, file } = open(fake)
  file.append('a\n')
  file.append('b\n')
  expect(file.size).toBe(4)
  expect(file.backlog).toBe(4)
  time.advance(10)
  await settle()
  expect(fake.written).toEqual(['a\nb\n'])
  expect(fake.datasync).not.toHaveBeenCalled()
  time.advance(240)
  await settle()
  expect(fake.datasync).toHaveBeenCalledOnce()
  time.advance(10_000)
  await settle()
  expect(fake.datasync).toHaveBeenCalledOnce()
})

it('writes on where the system took only a part', async () => {
  const written: string[] = []
  const fake = handle({
    write: async data => {
      written.push(Buffer.from(data.subarray(0, 3)).toString())
      return { bytesWritten: Math.min(3, data.length) }
    },
  })
  const { file } = open(fake)
  file.append('1234567\n')
  await file.flush()
  expect(written).toEqual(['123', '456', '7\n'])
})

it('cuts back to whole lines when the disk is full, tells once, and never throws', async () => {
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  const writes = [true, false]
  const fake = handle({
    write: async data => {
      if (writes.shift()) return { bytesWritten: data.length }
      throw full
    },
  })
  const { file, onFail } = open(fake)
  file.append('kept\n')
  await file.flush()
  file.append('lost\n')
  await file.flush()
  file.append('dropped\n')
  await file.close()
  expect(onFail).toHaveBeenCalledExactlyOnceWith(full)
  expect(fake.truncate).toHaveBeenCalledWith(5)
  expect(file.failed).toBe(true)
  expect(file.size).toBe(5)
})

it('appends to what a real file holds already', async () => {
  const path = join(folder, 'lines')
  const { schedule } = fakeTime()
  for (const size of [0, 4]) {
    const file = new AppendFile({ path, size, open: openForAppend, schedule, onFail: vi.fn() })
    file.append('one\n')
    await file.close()
  }
  expect(await readFile(path, 'utf8')).toBe('one\none\n')
})

it.each([
  ['whole\nparti', 'whole\n'],
  ['whole\n', 'whole\n'],
  ['no line at all', ''],
  ['', ''],
  [`a\n${'x'.repeat(200_000)}`, 'a\n'],
])('a partial last line is cut (%#)', async (before, after) => {
  const path = join(folder, 'lines')
  const file = await openForAppend(path)
  await file.write(Buffer.from(before))
  await file.close()
  expect(await cutPartialLine(path)).toBe(before.length - after.length)
  expect(await readFile(path, 'utf8')).toBe(after)
})
