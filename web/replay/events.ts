import type { FactName } from '../../server/kernel/facts.ts'
import type { JournalEvent } from '../../server/recordings/view.ts'

export type EventTone = 'neutral' | 'pass' | 'fail' | 'wait' | 'info'

type Words = { readonly text: string; readonly tone: EventTone }
type Data = JournalEvent['data']

const text = (data: Data, key: string): string => {
  const value = data[key]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

const neutral = (words: string): Words => ({ text: words, tone: 'neutral' })

const STATES: Record<string, string> = {
  queued: 'The lab waits for its turn',
  creating: 'The lab is being made',
  booting: 'Hosts are starting',
  staging: 'The fault is being staged',
  ready: 'The lab is ready',
  ending: 'The lab is being taken down',
  ended: 'The lab ended',
}

const OUTCOMES: Record<string, Words> = {
  solved: { text: 'Solved', tone: 'pass' },
  'gave-up': { text: 'Given up', tone: 'wait' },
  abandoned: { text: 'Abandoned', tone: 'wait' },
  running: { text: 'The attempt began', tone: 'neutral' },
}

const labWords = (data: Data): Words => {
  const state = text(data, 'state')
  const why = text(data, 'why')
  const words = STATES[state] ?? `The lab is ${state}`
  const tone = state === 'ready' ? 'info' : 'neutral'
  return { text: why ? `${words}: ${why}` : words, tone }
}

const checkWords = (data: Data): Words => {
  const status = text(data, 'status')
  const tone = status === 'pass' ? 'pass' : status === 'fail' ? 'fail' : 'wait'
  const verb = status === 'pass' ? 'passes' : status === 'fail' ? 'fails' : 'could not be seen'
  return { text: `${text(data, 'title')} ${verb}: ${text(data, 'seen')}`, tone }
}

const terminalOf = (data: Data) => `terminal ${text(data, 'n')}`

const WORDS: Partial<Record<FactName, (data: Data) => Words>> = {
  'lab.changed': labWords,
  'lab.extended': () => neutral('Time was extended'),
  'terminal.opened': data =>
    neutral(`Opened ${terminalOf(data)}: ${text(data, 'login')}@${text(data, 'host')}`),
  'terminal.closed': data => neutral(`Closed ${terminalOf(data)}: ${text(data, 'why')}`),
  'terminal.joined': data => ({
    text: `${text(data, 'handle')} joined ${terminalOf(data)} (${text(data, 'mode')})`,
    tone: 'info',
  }),
  'terminal.left': data => neutral(`${text(data, 'handle')} left ${terminalOf(data)}`),
  'fault.staged': () => ({ text: 'The fault is staged', tone: 'wait' }),
  'check.flipped': checkWords,
  'hint.opened': data => ({ text: `Opened the hint “${text(data, 'title')}”`, tone: 'wait' }),
  'attempt.changed': data => OUTCOMES[text(data, 'state')] ?? neutral(text(data, 'state')),
}

/** A journal's event in words; null for facts that mean nothing to a person watching. */
export const describeEvent = (event: JournalEvent): Words | null =>
  WORDS[event.type]?.(event.data) ?? null
