import pino from 'pino'
import type { Engine, ExecResult, PtySpec } from '../../server/engine/port.ts'
import { Bus } from '../../server/kernel/bus.ts'
import type { Clock } from '../../server/kernel/clock.ts'
import type { Facts } from '../../server/kernel/facts.ts'
import { systemRandom } from '../../server/kernel/random.ts'
import type { Schedule } from '../../server/kernel/schedule.ts'
import type { LabAccess } from '../../server/labs/port.ts'
import { openDatabase } from '../../server/store/database.ts'
import type { Recorder } from '../../server/terminals/port.ts'
import { createTerminals } from '../../server/terminals/service.ts'
import {
  createTerminalStore,
  type TerminalTables,
  terminalMigrations,
} from '../../server/terminals/store.ts'
import { fakeRecording } from './fake-hub.ts'
import { fakePty } from './fake-terminal.ts'
import { aLab } from './recordings.ts'

const result = (exitCode: number | null): ExecResult => ({
  exitCode,
  stdout: '',
  stderr: '',
  timedOut: exitCode === null,
  truncated: false,
  ms: 1,
})

/** Terminals of one lab over an engine whose PTYs and answers a test decides. */
export const terminalsFixture = async ({
  clock,
  schedule,
}: {
  clock: Clock
  schedule: Schedule
}) => {
  const db = await openDatabase(':memory:', terminalMigrations)
  const store = createTerminalStore(db.withTables<TerminalTables>())
  const lab = aLab()
  const facts: { name: string; why?: string }[] = []
  const world = {
    lab,
    store,
    facts,
    labReady: true,
    /** What looking for the shell answers: its exit code, or that the engine is down. */
    shellLives: async (): Promise<number | null> => 0,
    openFails: null as Error | null,
    ptys: [] as ReturnType<typeof fakePty>[],
    specs: [] as PtySpec[],
    commands: [] as string[][],
    marks: [] as string[],
    resumedBytes: 0,
    resumeFails: false,
    db,
  }
  const engine: Pick<Engine, 'openPty'> = {
    openPty: async (_id, spec) => {
      if (world.openFails !== null) throw world.openFails
      const pty = fakePty()
      world.ptys.push(pty)
      world.specs.push(spec)
      return pty
    },
  }
  const access: LabAccess = {
    id: lab.id,
    ownerId: lab.ownerId,
    exec: async (_host, spec) => {
      world.commands.push([...spec.command])
      return result(spec.command[0] === '/usr/bin/test' ? await world.shellLives() : 0)
    },
    containerOf: () => 'container',
    reboot: async () => ({ ok: true, value: undefined }),
  }
  const recording = () => fakeRecording({ mark: label => world.marks.push(label) })
  const recorder: Recorder = {
    ready: async () => true,
    open: recording,
    resume: async () => {
      if (world.resumeFails) throw new Error('the recording can’t be read')
      return { recording: recording(), bytes: world.resumedBytes }
    },
  }
  const start = () => {
    const bus = new Bus<Facts>(error => {
      throw error
    })
    bus.onAny((name, fact) => facts.push({ name, ...('why' in fact && { why: String(fact.why) }) }))
    const labs = {
      get: async (id: string) => (id === lab.id ? lab : null),
      access: (id: string) => (id === lab.id && world.labReady ? access : null),
    }
    const terminals = createTerminals({
      labs,
      engine,
      store,
      recorder,
      screens: async () => {
        throw new Error('no screens here')
      },
      bus,
      clock,
      schedule,
      random: systemRandom,
      log: pino({ enabled: false }),
    })
    return { bus, labs, terminals }
  }
  return { ...world, world, start }
}
