import { Utf8Stream } from './utf8-stream.ts'

/** What the header of an asciicast says. Times are epoch milliseconds. */
export type CastHeader = {
  readonly cols: number
  readonly rows: number
  readonly title: string
  readonly startedAt: number
}

/** Where an earlier run of the server left off. */
export type CastPosition = {
  /** Milliseconds since the cast's start, of its last event. */
  readonly at: number
  /** Bytes of output in it. */
  readonly bytes: number
}

/**
 * Makes the lines of one asciicast v3 (https://docs.asciinema.org/manual/asciicast/v3/). Pure: each
 * method returns whole lines to append. They are chained and signed where they are written, see
 * chain.ts.
 *
 * `at` is milliseconds since the cast's start. Intervals are differences of rounded times, not
 * rounded differences, so that no error adds up over an hour.
 */
export class CastWriter {
  readonly #text = new Utf8Stream()
  #at: number
  #bytes: number

  constructor(position: CastPosition = { at: 0, bytes: 0 }) {
    this.#at = Math.round(position.at)
    this.#bytes = position.bytes
  }

  /** Bytes of output that the lines so far hold: whole characters. */
  get offset(): number {
    return this.#bytes - this.#text.heldBytes
  }

  header({ cols, rows, title, startedAt }: CastHeader): string {
    const header = {
      version: 3,
      term: { cols, rows, type: 'xterm-256color' },
      timestamp: Math.floor(startedAt / 1000),
      title,
      env: { TERM: 'xterm-256color', SHELL: '/bin/bash' },
    }
    return `${JSON.stringify(header)}\n`
  }

  /** No line while the bytes are only the beginning of a character. */
  output(at: number, bytes: Uint8Array): string {
    this.#bytes += bytes.length
    const text = this.#text.decode(bytes)
    return text === '' ? '' : this.#event(at, 'o', text)
  }

  resize(at: number, cols: number, rows: number): string {
    return this.#event(at, 'r', `${cols}x${rows}`)
  }

  marker(at: number, label: string): string {
    return this.#event(at, 'm', label)
  }

  exit(at: number, status: number): string {
    return this.#event(at, 'x', String(status))
  }

  /** What is left of a character that never became whole. */
  rest(at: number): string {
    const text = this.#text.end()
    return text === '' ? '' : this.#event(at, 'o', text)
  }

  #event(at: number, code: 'o' | 'r' | 'm' | 'x', data: string): string {
    const rounded = Math.max(this.#at, Math.round(at))
    const interval = rounded - this.#at
    this.#at = rounded
    return `[${seconds(interval)},"${code}",${JSON.stringify(data)}]\n`
  }
}

/** Milliseconds as seconds, exactly. */
const seconds = (ms: number): string =>
  `${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}`
