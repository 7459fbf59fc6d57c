import pino, { type Logger } from 'pino'
import { messageOf } from './kernel/app-error.ts'

/** Lines held while the disk does not take them, in bytes; later ones are dropped. */
const MOST_HELD = 1024 * 1024

export type LogOptions = {
  readonly file: string
  /** pino's: trace, debug, info, warn, error, fatal, silent. */
  readonly level: string
  /** Told once when the file can't be written; the server goes on without a log. */
  readonly onFault: (sentence: string) => void
}

/** The server's log: JSON lines, appended to a file. */
export const openLog = ({ file, level, onFault }: LogOptions): Logger => {
  const destination = pino.destination({ dest: file, maxLength: MOST_HELD })
  let told = false
  destination.on('error', (error: unknown) => {
    if (!told) onFault(`The log ${file} can't be written (${messageOf(error)}).`)
    told = true
  })
  return pino({ level, base: null }, destination)
}
