import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { CastPosition } from './cast-writer.ts'

/** Where a cast stands, for going on with it. */
export type CastScan = CastPosition & {
  readonly cols: number
  readonly rows: number
}

type Header = { version: 3; term: { cols: number; rows: number } }

const isHeader = (value: unknown): value is Header =>
  typeof value === 'object' && value !== null && 'version' in value && value.version === 3

/** Reads through a cast of ours; null when not even its header is whole. */
export const scanCast = async (path: string): Promise<CastScan | null> => {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: 0 })
  let scan: { at: number; bytes: number; cols: number; rows: number } | null = null
  for await (const line of lines) {
    if (line === '' || line.startsWith('#')) continue
    const value: unknown = JSON.parse(line)
    if (scan === null) {
      if (!isHeader(value)) return null
      scan = { at: 0, bytes: 0, cols: value.term.cols, rows: value.term.rows }
    } else if (Array.isArray(value)) {
      const [interval, code, data] = value as [number, string, string]
      scan.at += Math.round(interval * 1000)
      if (code === 'o') scan.bytes += Buffer.byteLength(data)
      if (code === 'r') [scan.cols, scan.rows] = sizeOf(data)
    }
  }
  return scan
}

const sizeOf = (data: string): [number, number] => {
  const [cols, rows] = data.split('x').map(Number)
  return [cols ?? 80, rows ?? 24]
}
