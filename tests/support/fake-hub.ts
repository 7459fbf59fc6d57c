import { type HubDeps, TerminalHub } from '../../server/terminals/hub.ts'
import type { TerminalRecording } from '../../server/terminals/port.ts'
import { FakePage, fakePty } from './fake-terminal.ts'
import { fakeTime } from './fake-time.ts'

/** A hub with a fake PTY, in fake time; without a recording unless one is given. */
export const openHub = (deps: Partial<HubDeps> = {}) => {
  const time = fakeTime()
  const pty = fakePty()
  const hub = new TerminalHub({
    clock: time.clock,
    schedule: time.schedule,
    recording: null,
    screens: async () => {
      throw new Error('no screens here')
    },
    cols: 80,
    rows: 24,
    ...deps,
  })
  pty.onData(bytes => hub.output(bytes))
  hub.connect(pty)
  const page = (options: ConstructorParameters<typeof FakePage>[1] = {}) => {
    const made = new FakePage(hub, options)
    made.connect()
    return made
  }
  return { time, pty, hub, page }
}

/** What a page shows, as text. */
export const textOf = (page: FakePage): string => Buffer.from(page.shown).toString()

/** A recording that keeps nothing; `tell` calls its listener. */
export const fakeRecording = (own: Partial<TerminalRecording> = {}) => {
  let listener = () => {}
  return {
    output: () => {},
    resize: () => {},
    mark: () => {},
    end: async () => {},
    backlog: () => 0,
    cursor: () => ({ file: 'none', position: 0, offset: 0 }),
    flush: async () => {},
    working: () => true,
    onChange: (told: () => void) => {
      listener = told
      return { dispose: () => {} }
    },
    tell: () => listener(),
    ...own,
  }
}
