import type { Logger } from 'pino'
import type { Engine } from '../engine/port.ts'
import { badRequest, conflict, notFound } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'
import type { FactBus } from '../kernel/facts.ts'
import { newId } from '../kernel/ids.ts'
import type { Random } from '../kernel/random.ts'
import { type Schedule, Timers } from '../kernel/schedule.ts'
import type { LabAccess, Labs } from '../labs/port.ts'
import { TerminalHub } from './hub.ts'
import { Places } from './places.ts'
import type { Recorder, ScreenMaker, TerminalRecording, Viewer } from './port.ts'
import { TerminalSession } from './session.ts'
import { dtachShell, ptySpec, type Shell } from './shell.ts'
import type { TerminalRow, TerminalStore } from './store.ts'

/** An ended terminal is kept so long for viewers who are just reconnecting, in milliseconds. */
const LINGER_MS = 60_000

/** How often viewers are looked at that show nothing, in milliseconds. */
const BEAT_MS = 5000

export type TerminalsDeps = {
  readonly labs: Pick<Labs, 'get' | 'access'>
  readonly engine: Pick<Engine, 'openPty'>
  readonly store: TerminalStore
  readonly recorder: Recorder
  readonly screens: ScreenMaker
  readonly bus: FactBus
  readonly clock: Clock
  readonly schedule: Schedule
  readonly random: Random
  readonly log: Logger
  /** What runs in a terminal. Default: a login shell under dtach. */
  readonly shell?: Shell
}

export type Terminals = ReturnType<typeof createTerminals>

/** The terminals of all labs: opened, found again after a restart, closed with a reason. */
export const createTerminals = (deps: TerminalsDeps) => {
  const { labs, engine, store, recorder, bus, clock, log } = deps
  const shell = deps.shell ?? dtachShell
  const sessions = new Map<string, TerminalSession>()
  const places = new Places(labId => store.lastNumber(labId))
  const timers = new Timers(deps.schedule)

  const stored = (writing: Promise<void>, id: string) =>
    writing.catch(error => log.error({ terminal: id, err: error }, 'a terminal was not stored'))

  const factOf = ({ id, lab_id, owner_id, n }: TerminalRow) => ({
    labId: lab_id,
    ownerId: owner_id,
    terminalId: id,
    n,
  })

  const over = (session: TerminalSession, why: string, recording: TerminalRecording | null) => {
    const { row, hub } = session
    places.free(row.lab_id)
    void stored(store.end(row.id, clock.now(), why), row.id)
    bus.emit('terminal.closed', { ...factOf(row), why })
    void recording?.end(null)
    timers.after(LINGER_MS, () => {
      hub.dispose()
      sessions.delete(row.id)
    })
  }

  const begin = (row: TerminalRow, recording: TerminalRecording | null, start: number) => {
    const told = (name: 'terminal.joined' | 'terminal.left', { handle, mode }: Viewer) =>
      bus.emit(name, { ...factOf(row), handle, mode })
    const { cols, rows } = row
    const hub = new TerminalHub({
      ...deps,
      recording,
      cols,
      rows,
      start,
      onJoin: viewer => told('terminal.joined', viewer),
      onLeave: viewer => told('terminal.left', viewer),
      onResize: (cols, rows) => session.resize(cols, rows),
    })
    const session: TerminalSession = new TerminalSession(row, {
      ...deps,
      shell,
      hub,
      recording,
      onSize: (cols, rows) => void stored(store.setSize(row.id, cols, rows), row.id),
      onEnd: why => over(session, why, recording),
    })
    sessions.set(row.id, session)
    return session
  }

  const hostOf = async (labId: string, host: string) => {
    const lab = await labs.get(labId)
    if (lab === null) throw notFound('lab')
    const access = labs.access(labId)
    if (access === null) {
      throw conflict(
        'lab-not-ready',
        `The lab is ${lab.state}: a terminal needs one that is ready.`,
      )
    }
    if (!Object.hasOwn(lab.topology.hosts, host)) {
      const hosts = Object.keys(lab.topology.hosts).join(', ')
      throw badRequest('unknown-host', `The lab has no host ${host}; it has ${hosts}.`)
    }
    return { lab, access }
  }

  type Asked = {
    labId: string
    ownerId: string
    host: string
    login: string
    cols: number
    rows: number
  }

  const openIn = async (access: LabAccess, asked: Asked): Promise<TerminalRow> => {
    const { labId, ownerId, host, login, cols, rows } = asked
    const n = await places.nextNumber(labId)
    const isRecorded = await recorder.ready(labId)
    const spec = ptySpec(shell.open(login, n), asked)
    const pty = await engine.openPty(access.containerOf(host), spec)
    const row: TerminalRow = {
      id: newId(deps.random),
      lab_id: labId,
      owner_id: ownerId,
      n,
      host,
      login,
      cols,
      rows,
      opened_at: clock.now(),
      ended_at: null,
      ended_why: null,
    }
    // Nothing waits from here to the first byte: the recording's clock and the fact's are one.
    const recording = isRecorded ? recorder.open({ ...asked, n }) : null
    const session = begin(row, recording, 0)
    bus.emit('terminal.opened', { ...factOf(row), host, login })
    session.join(pty)
    await stored(store.insert(row), row.id)
    return row
  }

  /** A terminal of an earlier run of the server: its shell may live. */
  const restore = async (row: TerminalRow) => {
    if (labs.access(row.lab_id) === null) {
      await store.end(row.id, clock.now(), 'The lab ended while the server was down.')
      return
    }
    const isRecorded = await recorder.ready(row.lab_id)
    const resumed = isRecorded
      ? await recorder.resume({ ...row, labId: row.lab_id, openedAt: row.opened_at })
      : null
    places.take(row.lab_id)
    begin(row, resumed?.recording ?? null, resumed?.bytes ?? 0).find()
  }

  const ofLab = (labId: string) =>
    [...sessions.values()].filter(({ row, ended }) => row.lab_id === labId && !ended)

  const ears = bus.on('lab.changed', ({ labId, state, why }) => {
    if (state !== 'ending' && state !== 'ended') return
    for (const session of ofLab(labId)) session.end(why ?? 'The lab has ended.')
    places.forget(labId)
  })

  timers.every(BEAT_MS, () => {
    for (const { hub } of sessions.values()) hub.dropStalled()
  })

  return {
    /**
     * Opens a login shell. Throws `lab-not-found` (404), `lab-not-ready` (409), `unknown-host`
     * (400), `terminal-limit` (409), and what the engine throws.
     */
    async open(labId: string, host: string, cols: number, rows: number): Promise<TerminalRow> {
      const { lab, access } = await hostOf(labId, host)
      places.take(labId)
      try {
        const { ownerId, login } = lab
        return await openIn(access, { labId, ownerId, host, login, cols, rows })
      } catch (error) {
        places.free(labId)
        throw error
      }
    },

    get: (id: string): Promise<TerminalRow | null> => store.get(id),

    list: (labId: string): Promise<TerminalRow[]> => store.ofLab(labId),

    /** Where viewers join; null: it ended a while ago, or has not been taken over. */
    hub: (id: string): TerminalHub | null => sessions.get(id)?.hub ?? null,

    /** Ends the shell. Idempotent. One that was not taken over is ended in the store. */
    async close(id: string, why: string): Promise<void> {
      const session = sessions.get(id)
      if (session !== undefined) return session.kill(why)
      const row = await store.get(id)
      if (row === null || row.ended_at !== null) return
      await store.end(id, clock.now(), why)
      bus.emit('terminal.closed', { ...factOf(row), why })
    },

    /** Takes over what the last server left. Call it when labs and recordings have been. */
    async start(): Promise<void> {
      for (const row of await store.open()) {
        if (sessions.has(row.id)) continue
        try {
          await restore(row)
        } catch (error) {
          log.error({ terminal: row.id, err: error }, 'a terminal could not be taken over')
        }
      }
    },

    /** Lets go of every stream; the shells go on, and the next server finds them. */
    dispose(): void {
      ears.dispose()
      timers.dispose()
      for (const session of sessions.values()) {
        session.leave()
        session.hub.dispose()
      }
    },
  }
}
