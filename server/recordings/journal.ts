import { readFile } from 'node:fs/promises'
import type { CheckStatus, FactName } from '../kernel/facts.ts'
import type { CheckLane, CheckSpan, JournalEvent, RecordedTerminal } from './view.ts'

/** One line of events.ndjson; those that begin with `#` are comments, see chain.ts. */
export const journalLine = (event: JournalEvent): string => `${JSON.stringify(event)}\n`

/**
 * The events of a journal as it stands. A line that is no event is left out: the rest of what
 * happened is worth more than the place of a fault, which verification names.
 */
export const readJournal = async (path: string): Promise<JournalEvent[]> => {
  const text = await readFile(path, 'utf8')
  return text.split('\n').flatMap(line => {
    const event = parseLine(line)
    return event === null ? [] : [event]
  })
}

const parseLine = (line: string): JournalEvent | null => {
  if (line.startsWith('#')) return null
  try {
    const value: unknown = JSON.parse(line)
    return isEvent(value) ? value : null
  } catch {
    return null
  }
}

const isEvent = (value: unknown): value is JournalEvent =>
  typeof value === 'object' &&
  value !== null &&
  't' in value &&
  typeof value.t === 'number' &&
  'type' in value &&
  typeof value.type === 'string' &&
  'data' in value &&
  typeof value.data === 'object' &&
  value.data !== null

type Flip = {
  readonly checkId: string
  readonly title: string
  readonly invariant: boolean
  readonly status: CheckStatus
  readonly seen: string
}

const textIn = (data: Record<string, unknown>, key: string): string => String(data[key] ?? '')

const flipOf = ({ data }: JournalEvent): Flip => ({
  checkId: textIn(data, 'checkId'),
  title: textIn(data, 'title'),
  invariant: data.invariant === true,
  status: data.status === 'pass' || data.status === 'fail' ? data.status : 'error',
  seen: textIn(data, 'seen'),
})

/**
 * How each check stood over time, in the order in which the checks were first seen. Spans touch
 * and run to `endMs`, the recording's end or now.
 */
export const checkLanes = (events: readonly JournalEvent[], endMs: number): CheckLane[] => {
  const lanes = new Map<string, CheckLane>()
  for (const event of only(events, 'check.flipped')) {
    const { checkId, title, invariant, status, seen } = flipOf(event)
    const lane = lanes.get(checkId) ?? { checkId, title, invariant, spans: [] }
    lanes.set(checkId, lane)
    addSpan(lane.spans, { from: event.t, to: Math.max(endMs, event.t), status, seen })
  }
  return [...lanes.values()]
}

const addSpan = (spans: CheckSpan[], span: CheckSpan): void => {
  const before = spans.at(-1)
  if (before !== undefined) before.to = span.from
  spans.push(span)
}

/** The terminals that a journal tells of; `sizes` are the bytes of their casts, by number. */
export const terminalsOf = (
  events: readonly JournalEvent[],
  sizes: ReadonlyMap<number, number>,
): RecordedTerminal[] => {
  const terminals = new Map<number, RecordedTerminal>()
  for (const { t, data } of only(events, 'terminal.opened')) {
    const n = Number(data.n)
    const host = textIn(data, 'host')
    const login = textIn(data, 'login')
    terminals.set(n, { n, host, login, startedAt: t, endedAt: null, bytes: sizes.get(n) ?? 0 })
  }
  for (const { t, data } of only(events, 'terminal.closed')) {
    const terminal = terminals.get(Number(data.n))
    if (terminal !== undefined) terminal.endedAt = t
  }
  return [...terminals.values()].sort((a, b) => a.n - b.n)
}

const only = (events: readonly JournalEvent[], type: FactName): JournalEvent[] =>
  events.filter(event => event.type === type)
