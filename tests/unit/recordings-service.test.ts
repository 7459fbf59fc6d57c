import { appendFile, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openForAppend } from '../../server/recordings/live-recording.ts'
import type { RecordingRow } from '../../server/recordings/store.ts'
import { verifyRecording } from '../../server/recordings/verify.ts'
import { aLab, type RecordingsFixture, recordingsAt } from '../support/recordings.ts'

const ID = 'lab0000000000001'
const terminal = { labId: ID, n: 1, host: 'www01', login: 'ada', cols: 80, rows: 24 }
const opened = {
  labId: ID,
  ownerId: 'member-ada',
  terminalId: 't1',
  n: 1,
  host: 'www01',
  login: 'ada',
}

let at: RecordingsFixture
beforeEach(async () => {
  at = await recordingsAt()
  at.labs.set(ID, aLab())
})
afterEach(() => at.cleanUp())

const row = async (): Promise<RecordingRow> => {
  const found = await at.store.get(ID)
  if (found === null) throw new Error('no such recording')
  return found
}

const castLines = async () => {
  const text = await readFile(join(at.root, ID, 'terminals', '1.cast'), 'utf8')
  const lines = text.trimEnd().split('\n')
  return lines.filter(line => !line.startsWith('#'))
}

describe('a lab of a member', () => {
  it('is recorded from its first fact to its end', async () => {
    const { bus, recordings, views, changed } = at.start()
    changed(ID, 'creating')
    changed(ID, 'ready')
    expect(await recordings.recorder.ready(ID)).toBe(true)
    const recording = recordings.recorder.open(terminal)
    bus.emit('terminal.opened', opened)
    recording.output(Buffer.from('hello\r\n'))
    bus.emit('check.flipped', {
      labId: ID,
      ownerId: 'member-ada',
      checkId: 'page',
      title: 'The page answers',
      invariant: false,
      was: null,
      status: 'fail',
      seen: '502',
    })
    const live = await views.full(await row())
    expect(live.state).toBe('recording')
    expect(live.events.map(event => event.type)).toEqual([
      'lab.changed',
      'lab.changed',
      'terminal.opened',
      'check.flipped',
    ])
    expect(live.terminalList).toMatchObject([{ n: 1, host: 'www01', endedAt: null }])
    expect(live.checks).toMatchObject([{ checkId: 'page', spans: [{ status: 'fail' }] }])
    expect(await castLines()).toHaveLength(2)

    changed(ID, 'ended')
    await vi.waitFor(async () => expect((await row()).state).toBe('complete'), 3000)
    const manifest = JSON.parse(await readFile(join(at.root, ID, 'manifest.json'), 'utf8'))
    expect(manifest).toMatchObject({ version: 2, id: ID, state: 'complete' })
    expect(manifest.files.map((file: { name: string }) => file.name)).toEqual([
      'events.ndjson',
      'terminals/1.cast',
    ])
    const { head, verification } = { ...(await row()), ...(await views.full(await row())) }
    expect(verification).toMatchObject({ state: 'verified', links: expect.any(Number) })
    expect(head).toBe(manifest.head)
    expect(await verifyRecording(join(at.root, ID), at.signer)).toMatchObject({ head, faults: [] })
    expect((await row()).terminals).toBe(1)
    expect((await row()).ended_at).not.toBeNull()
  })

  it('whose files were changed under the server fails verification, and says where', async () => {
    const { recordings, views, changed } = at.start()
    changed(ID, 'ready')
    await recordings.recorder.ready(ID)
    recordings.recorder.open(terminal).output(Buffer.from('hello'))
    await recordings.flush(ID)
    const cast = join(at.root, ID, 'terminals', '1.cast')
    await writeFile(cast, (await readFile(cast, 'utf8')).replace('hello', 'hullo'))
    expect((await views.full(await row())).verification).toBeNull()
    changed(ID, 'ended')
    await vi.waitFor(async () => expect((await row()).state).toBe('failed-verification'), 3000)
    expect((await views.full(await row())).verification).toEqual({
      state: 'failed',
      links: expect.any(Number),
      detail: 'terminals/1.cast:2: Line 2 was changed.',
    })
    expect(at.warnings).toHaveLength(1)
  })

  it('keeps its outcome and counts its reviews', async () => {
    const { bus, recordings, changed } = at.start()
    changed(ID, 'ready')
    bus.emit('attempt.changed', {
      labId: ID,
      ownerId: 'member-ada',
      attemptId: 'a1',
      exercise: 'web-502',
      title: 'The build page answers 502',
      state: 'solved',
    })
    await recordings.recorder.ready(ID)
    await vi.waitFor(async () => expect((await row()).outcome).toBe('solved'))
    bus.emit('review.submitted', {
      reviewId: 'r1',
      recordingId: ID,
      ownerId: 'member-ada',
      reviewer: 'grace',
      title: '',
    })
    await vi.waitFor(async () => expect((await row()).reviews).toBe(1))
    await recordings.close()
  })

  it('that proves an exercise is not recorded', async () => {
    at.labs.set(ID, aLab({ kind: 'proof' }))
    const { recordings, changed } = at.start()
    changed(ID, 'ready')
    expect(await recordings.recorder.ready(ID)).toBe(false)
    expect(await at.store.get(ID)).toBeNull()
  })

  it('keeps facts that came before the store knew it', async () => {
    at.labs.clear()
    const { recordings, views, changed } = at.start()
    changed(ID, 'queued')
    expect(await recordings.recorder.ready(ID)).toBe(false)
    at.labs.set(ID, aLab())
    changed(ID, 'creating')
    expect(await recordings.recorder.ready(ID)).toBe(true)
    expect((await views.full(await row())).events).toHaveLength(2)
    await recordings.close()
  })
})

describe('after the server was killed', () => {
  const record = async () => {
    const first = at.start()
    first.changed(ID, 'ready')
    await first.recordings.recorder.ready(ID)
    const recording = first.recordings.recorder.open(terminal)
    first.bus.emit('terminal.opened', opened)
    recording.output(Buffer.from('before €'))
    recording.resize(100, 30)
    await first.recordings.flush(ID)
    await appendFile(join(at.root, ID, 'terminals', '1.cast'), '[0.5,"o","half a li')
    await appendFile(join(at.root, ID, 'events.ndjson'), '{"t":99,"ty')
  }

  it('a recording goes on where its lab lives, past a marker, without the partial line', async () => {
    await record()
    const { recordings, views } = at.start()
    await recordings.start()
    expect(await recordings.recorder.ready(ID)).toBe(true)
    const { recording, bytes } = await recordings.recorder.resume({
      ...terminal,
      cols: 100,
      rows: 30,
      openedAt: Date.now() - 5000,
    })
    expect(bytes).toBe(Buffer.byteLength('before €'))
    recording.output(Buffer.from('after'))
    expect(recording.cursor().offset).toBe(bytes + 5)
    await recordings.flush(ID)
    const events = (await castLines()).slice(1).map(line => JSON.parse(line).slice(1))
    expect(events).toEqual([
      ['o', 'before €'],
      ['r', '100x30'],
      ['m', 'server restarted'],
      ['o', 'after'],
    ])
    expect((await row()).state).toBe('recording')
    expect((await views.full(await row())).events).toHaveLength(2)
    const { size } = await stat(join(at.root, ID, 'terminals', '1.cast'))
    expect(recording.cursor().position).toBe(size)
    await recordings.close()
  })

  it('a recording whose lab is gone is closed as interrupted', async () => {
    await record()
    at.labs.set(ID, aLab({ state: 'ended' }))
    const { recordings, changed } = at.start()
    changed(ID, 'ended')
    await recordings.start()
    expect(await row()).toMatchObject({ state: 'interrupted' })
    expect((await castLines()).at(-1)).toContain('100x30')
    await recordings.close()
  })

  it('a recording whose folder is gone is missing, and says so', async () => {
    await record()
    await rm(join(at.root, ID), { recursive: true })
    const { recordings, views } = at.start()
    await recordings.start()
    expect((await row()).state).toBe('missing')
    const view = await views.full(await row())
    expect(view).toMatchObject({ state: 'missing', events: [], terminalList: [] })
    await expect(views.cast(await row(), 1)).rejects.toMatchObject({ status: 410 })
    expect((await views.list([await row()]))[0]?.state).toBe('missing')
  })
})

describe('a full disk', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })

  it('stops the recording with one warning, and the terminal hears of it', async () => {
    let isFull = false
    const { recordings, changed } = at.start({
      openFile: async path => {
        const file = await openForAppend(path)
        return {
          stat: () => file.stat(),
          write: data => (isFull ? Promise.reject(full) : file.write(data)),
          datasync: () => file.datasync(),
          truncate: size => file.truncate(size),
          close: () => file.close(),
        }
      },
    })
    changed(ID, 'ready')
    await recordings.recorder.ready(ID)
    const recording = recordings.recorder.open(terminal)
    const told = vi.fn()
    recording.onChange(told)
    await recordings.flush(ID)
    isFull = true
    recording.output(Buffer.from('lost'))
    changed(ID, 'ending')
    await recordings.flush(ID)
    expect(recording.working()).toBe(false)
    expect(told).toHaveBeenCalled()
    recording.output(Buffer.from('dropped'))
    await vi.waitFor(async () => expect((await row()).state).toBe('interrupted'))
    expect((await row()).why).toContain('no space left')
    expect(at.warnings).toHaveLength(1)
    changed(ID, 'ended')
    await vi.waitFor(async () => expect((await row()).ended_at).not.toBeNull(), 3000)
    expect((await row()).state).toBe('interrupted')
  })
})
