/** One event of a recording of a terminal. */
export type CastEvent = {
  /** Milliseconds since the cast's start. */
  readonly at: number
  /** `o` output, `i` input, `m` marker, `r` resize, `x` exit; others are kept as they are. */
  readonly code: string
  readonly data: string
}

/** A parsed asciicast, version 2 or 3, with absolute times. */
export type Cast = {
  readonly version: 2 | 3
  readonly cols: number
  readonly rows: number
  /** Seconds since the epoch; null when the header doesn't say. */
  readonly timestamp: number | null
  readonly title: string
  readonly events: readonly CastEvent[]
  /** The text of `#` lines, without the mark: signed checkpoints among them. */
  readonly comments: readonly string[]
  /** The last line was incomplete and was left out: the file is still written, or was cut. */
  readonly cut: boolean
}

/** What is wrong with a cast, and in which line (from 1). */
export type CastFault = { readonly line: number; readonly message: string }

export type ParsedCast =
  | { readonly ok: true; readonly value: Cast }
  | { readonly ok: false; readonly error: CastFault }

type Header = Pick<Cast, 'version' | 'cols' | 'rows' | 'timestamp' | 'title'>

const fault = (line: number, message: string) => ({ ok: false as const, error: { line, message } })

const readJson = (text: string): { ok: true; value: unknown } | { ok: false } => {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false }
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Larger screens than this are a fault in the file, and would exhaust the browser. */
const MAX_SIDE = 1_000

const isSide = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) <= MAX_SIDE

const readHeader = (value: unknown): Header | string => {
  if (!isRecord(value)) return 'the header is not a JSON object'
  const { version } = value
  if (version !== 2 && version !== 3) return `version ${String(version)} is not 2 or 3`
  const term = version === 3 ? value.term : { cols: value.width, rows: value.height }
  if (!isRecord(term) || !isSide(term.cols) || !isSide(term.rows)) {
    return `the header does not say the terminal's size, in 1 to ${MAX_SIDE} columns and rows`
  }
  return {
    version,
    cols: term.cols,
    rows: term.rows,
    timestamp: typeof value.timestamp === 'number' ? value.timestamp : null,
    title: typeof value.title === 'string' ? value.title : '',
  }
}

/** `118x34` as a size; null when it isn't one. */
export const parseSize = (data: string): { cols: number; rows: number } | null => {
  const match = /^(\d{1,4})x(\d{1,4})$/.exec(data)
  if (!match) return null
  const [cols, rows] = [Number(match[1]), Number(match[2])]
  return isSide(cols) && isSide(rows) ? { cols, rows } : null
}

const readEvent = (value: unknown): [number, string, string] | string => {
  if (!Array.isArray(value) || value.length !== 3) return 'an event is [time, code, data]'
  const [time, code, data] = value
  if (typeof time !== 'number' || !Number.isFinite(time) || time < 0) {
    return 'the time of an event is a number of seconds, 0 or more'
  }
  if (typeof code !== 'string' || code === '') return 'the code of an event is a letter'
  if (typeof data !== 'string') return 'the data of an event is text'
  if (code === 'r' && !parseSize(data)) return `a resize to "${data}" is not COLSxROWS`
  return [time, code, data]
}

/**
 * Reads an asciicast strictly: the first fault ends it, named with its line. Only an incomplete
 * last line is let pass, since a recording that is still written ends in one.
 * Formats: https://docs.asciinema.org/manual/asciicast/v3/ and /v2/.
 */
export const parseCast = (text: string): ParsedCast => {
  const lines = text.split('\n')
  const events: CastEvent[] = []
  const comments: string[] = []
  let header: Header | null = null
  let seconds = 0
  let cut = false

  for (const [index, line] of lines.entries()) {
    if (line === '' || line === '\r') continue
    const isLast = index === lines.length - 1
    if (line.startsWith('#')) {
      comments.push(line.slice(1).trim())
      continue
    }
    const json = readJson(line)
    if (!json.ok) {
      if (!isLast || header === null) return fault(index + 1, 'this line is not JSON')
      cut = true
      break
    }
    if (header === null) {
      const read = readHeader(json.value)
      if (typeof read === 'string') return fault(index + 1, read)
      header = read
      continue
    }
    const event = readEvent(json.value)
    if (typeof event === 'string') return fault(index + 1, event)
    const [time, code, data] = event
    // Version 3 tells the interval since the event before, version 2 the time since the start.
    if (header.version === 2 && time < seconds) return fault(index + 1, 'time runs backwards here')
    seconds = header.version === 3 ? seconds + time : time
    events.push({ at: seconds * 1000, code, data })
  }

  if (header === null) return fault(1, 'the file is empty')
  return { ok: true, value: { ...header, events, comments, cut } }
}
