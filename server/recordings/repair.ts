import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

const BLOCK_BYTES = 64 * 1024
const NEWLINE = 0x0a

/**
 * Cuts what follows the last newline of a file: after a crash, the last line may be partial.
 * Returns how many bytes were cut.
 */
export const cutPartialLine = async (path: string): Promise<number> => {
  const file = await open(path, 'r+')
  try {
    const { size } = await file.stat()
    const whole = await endOfLastLine(file, size)
    if (whole < size) {
      await file.truncate(whole)
      await file.datasync()
    }
    return size - whole
  } finally {
    await file.close()
  }
}

type Readable = Awaited<ReturnType<typeof open>>

const endOfLastLine = async (file: Readable, size: number): Promise<number> => {
  const block = Buffer.alloc(BLOCK_BYTES)
  for (let end = size; end > 0; end -= BLOCK_BYTES) {
    const start = Math.max(0, end - BLOCK_BYTES)
    const { bytesRead } = await file.read(block, 0, end - start, start)
    const newline = block.subarray(0, bytesRead).lastIndexOf(NEWLINE)
    if (newline !== -1) return start + newline + 1
  }
  return 0
}

/** The files of a recording that hold lines, as paths within its folder; null: no such folder. */
export const lineFiles = async (folder: string): Promise<string[] | null> => {
  const top = await readdirOrNull(folder)
  if (top === null) return null
  const terminals = (await readdirOrNull(join(folder, 'terminals'))) ?? []
  return [
    ...top.filter(name => name === 'events.ndjson'),
    ...terminals.filter(name => name.endsWith('.cast')).map(name => join('terminals', name)),
  ]
}

const readdirOrNull = async (folder: string): Promise<string[] | null> => {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** Cuts the partial last line of each file of a recording. False: its folder is gone. */
export const repairRecording = async (folder: string): Promise<boolean> => {
  const files = await lineFiles(folder)
  for (const file of files ?? []) await cutPartialLine(join(folder, file))
  return files !== null
}
