import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CastWriter } from '../../server/recordings/cast-writer.ts'
import { differences } from '../../server/recordings/mark-diff.ts'
import { verifyRecording } from '../../server/recordings/verify.ts'
import { aSigner, type Batches, recordingFolder, sealedFiles } from '../support/chained.ts'

const signer = aSigner()
const CAST = 'terminals/1.cast'

let at: Awaited<ReturnType<typeof recordingFolder>>
beforeAll(async () => {
  at = await recordingFolder()
})
afterAll(() => at.cleanUp())

const castLines = fc
  .array(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }))
  .map(texts => {
    const writer = new CastWriter()
    const header = writer.header({ cols: 80, rows: 24, title: 'ada@www01', startedAt: 0 })
    const events = texts.map((text, i) => writer.output(i * 7, Buffer.from(text)))
    return [header, ...events, writer.exit(9999, 0)].map(line => line.trimEnd()).filter(Boolean)
  })

const journalLines = fc
  .array(
    fc.record({
      t: fc.nat(),
      type: fc.constant('hint.opened'),
      data: fc.dictionary(fc.string(), fc.jsonValue()),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map(events => events.map(event => JSON.stringify(event)))

/** Cut into one to four batches, none empty. */
const inBatches = (lines: fc.Arbitrary<string[]>): fc.Arbitrary<string[][]> =>
  fc.tuple(lines, fc.array(fc.nat(), { maxLength: 3 })).map(([all, cuts]) => {
    const ends = [...new Set(cuts.map(cut => cut % all.length))].sort((a, b) => a - b)
    return [...ends, all.length]
      .map((end, i) => all.slice(i === 0 ? 0 : ends[i - 1], end))
      .filter(part => part.length > 0)
  })

const recording: fc.Arbitrary<Batches> = fc.record({
  'events.ndjson': inBatches(journalLines),
  [CAST]: inBatches(castLines),
})

const linesOf = (bytes: Buffer): Buffer[] => {
  const lines: Buffer[] = []
  let start = 0
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    lines.push(bytes.subarray(start, end + 1))
    start = end + 1
  }
  return lines
}

const lineAt = (bytes: Buffer, byte: number): number => linesOf(bytes.subarray(0, byte)).length + 1

/** What is found of a recording of which one file was changed; null takes it away. */
const verifyWith = async (
  batches: Batches,
  file: string,
  change: (was: Buffer) => Buffer | null,
) => {
  const files = sealedFiles(batches, signer)
  const now = change(files.get(file) ?? Buffer.alloc(0))
  if (now === null) files.delete(file)
  else files.set(file, now)
  const found = await verifyRecording(await at.fill(files), signer)
  if (found === null) throw new Error('no recording')
  return found
}

const anyFile = fc.constantFrom('events.ndjson', CAST)
const runs = { numRuns: 100 }

test('what nobody touched verifies, with a link a line', async () => {
  await fc.assert(
    fc.asyncProperty(recording, async batches => {
      const found = await verifyWith(batches, CAST, was => was)
      const parts = Object.values(batches).flat()
      const links = parts.reduce((sum, part) => sum + part.length + 1, 0)
      expect(found).toMatchObject({ state: 'verified', faults: [], links })
      expect(found.head).toMatch(/^[0-9a-f]{64}$/)
    }),
    runs,
  )
})

test('any one changed byte is found, and its line is named', async () => {
  await fc.assert(
    fc.asyncProperty(
      recording,
      anyFile,
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (batches, file, where, by) => {
        let line = 0
        const found = await verifyWith(batches, file, was => {
          const now = Buffer.from(was)
          const byte = where % was.length
          now[byte] = (was[byte] ?? 0) ^ by
          line = lineAt(was, byte)
          return now
        })
        expect(found.state).toBe('failed')
        expect(found.faults[0]).toMatchObject({ kind: 'changed', file, line })
      },
    ),
    { numRuns: 300 },
  )
})

test('any one changed byte of the manifest is found', async () => {
  await fc.assert(
    fc.asyncProperty(
      recording,
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (batches, where, by) => {
        const found = await verifyWith(batches, 'manifest.json', was => {
          const now = Buffer.from(was)
          now[where % was.length] = (was[where % was.length] ?? 0) ^ by
          return now
        })
        expect(found).toMatchObject({ state: 'failed', head: null })
        expect(found.faults.map(fault => fault.file)).toContain('manifest.json')
      },
    ),
    runs,
  )
})

test('a dropped line is found and named', async () => {
  await fc.assert(
    fc.asyncProperty(recording, anyFile, fc.nat(), async (batches, file, which) => {
      let dropped = 0
      let alike = 0
      const found = await verifyWith(batches, file, was => {
        const lines = linesOf(was)
        dropped = which % (lines.length - 1)
        const [line] = lines.splice(dropped, 1)
        // Of lines that are alike and stand together, it is the last one that is missing.
        while (line !== undefined && lines[dropped + alike]?.equals(line)) alike += 1
        return Buffer.concat(lines)
      })
      expect(found.state).toBe('failed')
      expect(found.faults).toMatchObject([{ kind: 'dropped', file, line: dropped + alike + 1 }])
    }),
    runs,
  )
})

test('two lines that changed places are found and named', async () => {
  await fc.assert(
    fc.asyncProperty(recording, anyFile, fc.nat(), fc.nat(), async (batches, file, one, other) => {
      let places: number[] = []
      const found = await verifyWith(batches, file, was => {
        const lines = linesOf(was)
        const [a, b] = [one % lines.length, other % lines.length].sort((x, y) => x - y)
        const [lineA, lineB] = [lines[a ?? 0], lines[b ?? 0]]
        if (lineA === undefined || lineB === undefined) return was
        fc.pre(!lineA.equals(lineB))
        lines[a ?? 0] = lineB
        lines[b ?? 0] = lineA
        places = [a ?? 0, b ?? 0]
        return Buffer.concat(lines)
      })
      expect(found.state).toBe('failed')
      const [a, b] = places.map(place => place + 1)
      const detail = `Lines ${a} and ${b} have changed places.`
      expect(found.faults).toMatchObject([{ kind: 'reordered', file, line: a, detail }])
    }),
    runs,
  )
})

test('an end cut anywhere is found and named', async () => {
  await fc.assert(
    fc.asyncProperty(recording, anyFile, fc.nat(), async (batches, file, where) => {
      let whole = 0
      const found = await verifyWith(batches, file, was => {
        const now = was.subarray(0, where % was.length)
        whole = linesOf(now).length
        return now
      })
      expect(found.state).toBe('failed')
      expect(found.faults).toMatchObject([{ kind: 'truncated', file, line: whole + 1 }])
    }),
    runs,
  )
})

test('bytes put in anywhere are found', async () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(recording, anyFile, fc.nat(), bytes, async (batches, file, where, more) => {
      const found = await verifyWith(batches, file, was => {
        const place = where % (was.length + 1)
        return Buffer.concat([was.subarray(0, place), more, was.subarray(place)])
      })
      expect(found.state).toBe('failed')
      expect(found.faults[0]?.file).toBe(file)
    }),
    runs,
  )
})

test('a missing file is named', async () => {
  await fc.assert(
    fc.asyncProperty(recording, anyFile, async (batches, file) => {
      const found = await verifyWith(batches, file, () => null)
      expect(found.faults).toMatchObject([{ kind: 'missing', file, line: null }])
    }),
    { numRuns: 20 },
  )
})

test('without the manifest, a change before the last checkpoint is found all the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      recording,
      anyFile,
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (batches, file, where, by) => {
        const files = sealedFiles(batches, signer)
        files.delete('manifest.json')
        const untouched = await verifyRecording(await at.fill(files), signer)
        expect(untouched).toMatchObject({ state: 'unfinished', head: null, faults: [] })
        const was = files.get(file) ?? Buffer.alloc(0)
        const signed = was.lastIndexOf('# hatchery-checkpoint ')
        const now = Buffer.from(was)
        now[where % signed] = (was[where % signed] ?? 0) ^ by
        const found = await verifyRecording(await at.fill(new Map(files).set(file, now)), signer)
        expect(found?.faults[0]).toMatchObject({
          kind: 'changed',
          file,
          line: lineAt(was, where % signed),
        })
      },
    ),
    runs,
  )
})

test('with another key, that alone is said', async () => {
  const other = aSigner()
  await fc.assert(
    fc.asyncProperty(recording, fc.boolean(), async (batches, finished) => {
      const files = sealedFiles(batches, signer)
      if (!finished) files.delete('manifest.json')
      const found = await verifyRecording(await at.fill(files), other)
      expect(found).toMatchObject({ state: 'failed', links: 0, faults: [{ kind: 'wrong-key' }] })
    }),
    { numRuns: 20 },
  )
})

test('marks that are the same have no differences, whichever of them are unknown', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), fc.boolean())), marks => {
      const written = marks.map(([mark, known]) => (known ? mark : undefined))
      expect(
        differences(
          written,
          marks.map(([mark]) => mark),
        ),
      ).toEqual([])
    }),
  )
})
