import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config.ts'
import {
  formatGate,
  formatReport,
  type GateResult,
  type ProofReport,
} from '../exercises/proof-report.ts'
import { type ProofOptions, type ProverDeps, proveExercise } from '../exercises/prover.ts'
import { systemClock } from '../kernel/clock.ts'
import { systemRandom } from '../kernel/random.ts'
import { createLabs } from '../labs/service.ts'
import { labsMigrations } from '../labs/store.ts'
import { lockDataFolder, openDataFolder } from '../store/data-folder.ts'
import { openDatabase } from '../store/database.ts'
import { type Command, type CommandIo, EXIT, wholeNumber } from './command.ts'
import { exerciseFolders, slugOf } from './exercise-folders.ts'
import { settingsOf } from './settings.ts'
import { buildImages, type Workshop, withWorkshop } from './workshop.ts'

/** Proof labs at a time unless --at-once says otherwise: two keep a small machine busy. */
const AT_ONCE = 2

/** Every gate on real hosts. The running server, if there is one, notices nothing of it. */
export const exerciseTest: Command = {
  name: 'exercise test',
  summary: 'Proves exercises on real hosts, gate by gate.',
  usage: 'SLUG… | --all [--seeds N] [--repeat N] [--at-once N]',
  options: {
    all: { type: 'boolean', help: 'the whole catalogue' },
    seeds: { type: 'string', help: 'how many variants to draw (1)' },
    repeat: {
      type: 'string',
      help: 'how many times to do it all; one difference is a failure (1)',
    },
    'at-once': { type: 'string', help: `labs at a time (${AT_ONCE})` },
  },
  operands: { min: 0, max: 100 },

  async run(args, io) {
    const folders = await exerciseFolders(args)
    const count = wholeNumber(args, 'seeds', 1, 1)
    const repeat = wholeNumber(args, 'repeat', 1, 1)
    const atOnce = wholeNumber(args, 'at-once', AT_ONCE, 1)
    const seeds = Array.from({ length: count }, (_, at) => at + 1)

    const reports = await withProofLabs(io, atOnce, async deps => {
      const all: ProofReport[] = []
      for (const path of folders) {
        for (let round = 1; round <= repeat; round++) {
          const prefix = repeat === 1 ? slugOf(path) : `${slugOf(path)}, round ${round}`
          const onProgress = tellGates(io, prefix)
          const { signal } = io
          all.push(await proveExercise(deps, { path, seeds, atOnce, signal, onProgress }))
        }
      }
      return all
    })
    const passed = reports.every(report => report.passed)
    return {
      exit: passed ? EXIT.ok : EXIT.wanting,
      json: { passed, reports },
      text: reports.map(formatReport).join('\n\n'),
    }
  },
}

const tellGates =
  (io: CommandIo, prefix: string): NonNullable<ProofOptions['onProgress']> =>
  (result: GateResult, done, total) => {
    const [head = ''] = formatGate(result).split('\n')
    io.tell(`${prefix}: ${done} of ${total}, ${head}`)
  }

/**
 * Labs for proofs, with a folder, a database and an instance of their own inside the data folder:
 * a server on the data folder neither counts nor sweeps them, and what a killed proof left is found
 * and removed by the next.
 */
const withProofLabs = async <T>(
  io: CommandIo,
  atOnce: number,
  use: (deps: ProverDeps) => Promise<T>,
): Promise<T> => {
  const config = settingsOf(io)
  const folder = openDataFolder(join(config.dataFolder, 'proofs'), systemRandom)
  const lock = lockDataFolder(folder)
  try {
    return await withWorkshop(io, folder.instance, async workshop => {
      await buildImages(
        workshop.images,
        workshop.images.status().map(image => image.name),
      )
      return withLabs(workshop, folder, config, atOnce, use)
    })
  } finally {
    lock.dispose()
  }
}

const withLabs = async <T>(
  { engine, images, bus, log }: Workshop,
  folder: { path: string; instance: string },
  { subnets }: Config,
  atOnce: number,
  use: (deps: ProverDeps) => Promise<T>,
): Promise<T> => {
  const db = await openDatabase(join(folder.path, 'proofs.db'), labsMigrations)
  const labs = createLabs({
    ...{ engine, images, bus, log, db },
    clock: systemClock,
    random: systemRandom,
    instance: folder.instance,
    config: { subnets, maxLabs: atOnce },
  })
  try {
    await labs.start()
    for (const left of await labs.list({ live: true })) {
      await labs.end(left.id, 'Its proof was cut short.')
    }
    const estate = { roles: new Set(images.roles), grants: new Set(images.subroles.keys()) }
    return await use({ labs, estate, clock: systemClock, sleep: ms => sleep(ms) })
  } finally {
    await labs.drain()
    await db.destroy()
  }
}
