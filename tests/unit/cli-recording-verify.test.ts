import { copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { COMMANDS } from '../../server/cli/commands.ts'
import { run } from '../../server/cli/run.ts'
import { openSigner, publicKeyFile } from '../../server/recordings/keys.ts'
import { recordingFolder, sealedFiles } from '../support/chained.ts'

const BATCHES = {
  'events.ndjson': [['{"a":1}', '{"b":2}']],
  'terminals/1.cast': [['one'], ['two']],
}

let at: Awaited<ReturnType<typeof recordingFolder>>
let data: string
let files: Map<string, Buffer>
beforeEach(async () => {
  at = await recordingFolder()
  data = join(at.folder, '..', 'data')
  files = sealedFiles(BATCHES, openSigner(data))
  await at.fill(files)
})
afterEach(() => at.cleanUp())

const hatchery = async (...words: string[]) => {
  const said = { out: '', err: '' }
  const exit = await run(['recording', 'verify', ...words], COMMANDS, {
    env: { HATCHERY_DATA: data },
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

it('exits with 0 and says how much was proven', async () => {
  const { exit, out } = await hatchery(at.folder)
  expect(exit).toBe(0)
  expect(out).toBe('verified: All 7 lines of 2 files are as they were written.\n')
})

it('needs the folder and the public key alone', async () => {
  const key = join(at.folder, '..', 'given.pub')
  await copyFile(publicKeyFile(data), key)
  await rm(data, { recursive: true })
  expect(await hatchery(at.folder, '--key', key)).toMatchObject({ exit: 0 })
})

it('exits with 1 and names the file, the line and what happened to it', async () => {
  const cast = files.get('terminals/1.cast')?.toString() ?? ''
  await at.fill(new Map(files).set('terminals/1.cast', Buffer.from(cast.replace('two', 'tow'))))
  const { exit, out } = await hatchery(at.folder)
  expect(exit).toBe(1)
  expect(out).toBe('terminals/1.cast:3: Line 3 was changed.\n')
})

it('answers programs with every fault', async () => {
  files.delete('terminals/1.cast')
  await at.fill(new Map(files).set('terminals/7.cast', Buffer.from('put there\n')))
  const { exit, out } = await hatchery(at.folder, '--json')
  expect(exit).toBe(1)
  expect(JSON.parse(out)).toMatchObject({
    state: 'failed',
    faults: [
      { kind: 'missing', file: 'terminals/1.cast', line: null },
      { kind: 'unexpected', file: 'terminals/7.cast', line: null },
    ],
  })
})

it('exits with 1 on a recording that was not closed, and says how far it is proven', async () => {
  files.delete('manifest.json')
  await at.fill(files)
  const { exit, out } = await hatchery(at.folder)
  expect(exit).toBe(1)
  expect(out).toContain('unfinished: No manifest')
  expect(out).toContain('7 lines are as they were written')
})

it('says that the key is another', async () => {
  const other = join(data, 'other')
  openSigner(other)
  const { exit, out } = await hatchery(at.folder, '--key', publicKeyFile(other))
  expect(exit).toBe(1)
  expect(out).toContain('Nothing here was signed with the key')
})

it.each([
  [[], 'needs more'],
  [['/nowhere'], 'There is no recording in /nowhere'],
  [['/nowhere', '--key', '/nowhere.pub'], 'The public key /nowhere.pub'],
  [['/nowhere', '--key', '/etc/hostname'], 'The public key /etc/hostname'],
])('%j is wrong use', async (words, sentence) => {
  const { exit, err } = await hatchery(...words)
  expect(exit).toBe(2)
  expect(err).toContain(sentence)
})
