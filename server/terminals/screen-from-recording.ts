import { createReadStream } from 'node:fs'
import type { RecordingCursor, Screen } from './port.ts'
import { type ReplayedScreen, ScreenReplay } from './screen-replay.ts'

/** A screen made earlier, and the byte of the file after what it shows. */
export type Keyframe = ReplayedScreen & { readonly position: number }

/** Output is gathered to this length before it is parsed. In characters. */
const BATCH = 128 * 1024

const NEWLINE = 0x0a

/**
 * The screen at a place of an asciicast of ours, replayed from the keyframe or from the start.
 * It may stand some bytes before the place: see `safeCut`.
 */
export const screenFromRecording = async (
  cursor: RecordingCursor,
  keyframe: Keyframe | null,
): Promise<{ screen: Screen; keyframe: Keyframe }> => {
  let replay = keyframe === null ? null : await ScreenReplay.from(keyframe)
  let batch = ''
  const write = async () => {
    await replay?.write(batch)
    batch = ''
  }
  for await (const line of linesOf(cursor, keyframe?.position ?? 0)) {
    const value: unknown = line.startsWith('#') ? null : JSON.parse(line)
    if (replay === null) replay = new ScreenReplay(sizeInHeader(value))
    if (!Array.isArray(value)) continue
    const [, code, data] = value as [number, string, string]
    if (code === 'o') batch += data
    if (code === 'r' || batch.length >= BATCH) await write()
    if (code === 'r') await replay.resize(...sizeIn(data))
  }
  await write()
  if (replay === null) throw new Error('The recording has no header.')
  const { carry, ...drawn } = replay.result()
  replay.dispose()
  return {
    screen: { ...drawn, offset: cursor.offset - Buffer.byteLength(carry) },
    keyframe: { ...drawn, carry, position: cursor.position },
  }
}

/** The lines from byte `from` up to the cursor; both are ends of lines. */
async function* linesOf({ file, position }: RecordingCursor, from: number) {
  if (from >= position) return
  let rest: Buffer[] = []
  const blocks = createReadStream(file, {
    start: from,
    end: position - 1,
    highWaterMark: 1024 * 1024,
  })
  for await (const block of blocks as AsyncIterable<Buffer>) {
    let start = 0
    for (let end = block.indexOf(NEWLINE); end !== -1; end = block.indexOf(NEWLINE, start)) {
      const line = Buffer.concat([...rest, block.subarray(start, end)]).toString()
      rest = []
      start = end + 1
      if (line !== '') yield line
    }
    if (start < block.length) rest.push(block.subarray(start))
  }
}

const sizeInHeader = (value: unknown): { cols: number; rows: number } => {
  const { term } = value as { term: { cols: number; rows: number } }
  return { cols: term.cols, rows: term.rows }
}

const sizeIn = (data: string): [number, number] => {
  const [cols, rows] = data.split('x').map(Number)
  return [cols ?? 80, rows ?? 24]
}
