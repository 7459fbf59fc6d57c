import type { Engine } from '../../server/engine/port.ts'
import { Bus } from '../../server/kernel/bus.ts'
import type { Facts } from '../../server/kernel/facts.ts'
import { ok } from '../../server/kernel/result.ts'
import type { LabImages } from '../../server/labs/build.ts'
import type { LabRequest } from '../../server/labs/port.ts'
import { createLabs } from '../../server/labs/service.ts'
import { labsMigrations } from '../../server/labs/store.ts'
import { type Database, openDatabase } from '../../server/store/database.ts'
import { fakeTime } from './fake-time.ts'

export const LAB_REQUEST: LabRequest = {
  kind: 'exercise',
  ownerId: 'm-ada',
  login: 'ada',
  title: 'The build page answers 502',
  topology: { hosts: { www01: { role: 'www', grants: ['web-operator'] } } },
  ttl: 45 * 60_000,
}

const IMAGES: LabImages = {
  imageFor: async role => ok(`hatchery/${role}:test`),
  probeImage: async () => ok('hatchery/probe:test'),
}

/** Counts up, so that ids are unique and every run is the same. */
const countingRandom = () => {
  let count = 0
  return {
    bytes: (n: number) => {
      count += 1
      return Uint8Array.from({ length: n }, (_, i) => Math.floor(count / 32 ** i) & 31)
    },
  }
}

export const openLabsDatabase = (): Promise<Database> => openDatabase(':memory:', labsMigrations)

/** A labs service over an engine, with time that stands still until it is told to go on. */
export const labsOver = (
  engine: Engine,
  db: Database,
  options: {
    maxLabs?: number
    images?: LabImages
    time?: ReturnType<typeof fakeTime>
    random?: ReturnType<typeof countingRandom>
  } = {},
) => {
  const time = options.time ?? fakeTime()
  const random = options.random ?? countingRandom()
  const states: string[] = []
  const bus = new Bus<Facts>(error => {
    throw error
  })
  bus.on('lab.changed', ({ labId, state, why }) => {
    states.push(why === null ? `${labId} ${state}` : `${labId} ${state}: ${why}`)
  })
  const labs = createLabs({
    engine,
    db,
    bus,
    clock: time.clock,
    schedule: time.schedule,
    random,
    log: { info: () => undefined, warn: () => undefined },
    images: options.images ?? IMAGES,
    instance: 'test',
    config: { subnets: { base: '10.213.0.0', prefix: 24 }, maxLabs: options.maxLabs ?? 5 },
  })
  return { labs, states, bus, time, random }
}
