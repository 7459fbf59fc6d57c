import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { connectEngine } from '../../server/engine/connect.ts'
import { createImages } from '../../server/hosts/images.ts'
import { Bus } from '../../server/kernel/bus.ts'
import { systemClock } from '../../server/kernel/clock.ts'
import type { Facts } from '../../server/kernel/facts.ts'
import { newId } from '../../server/kernel/ids.ts'
import { systemRandom } from '../../server/kernel/random.ts'
import { createLabs } from '../../server/labs/service.ts'
import { labsMigrations } from '../../server/labs/store.ts'
import { openDatabase } from '../../server/store/database.ts'

/** Real labs on the real engine, with an instance and a database of their own. */
export const createProofWorld = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hatchery-proof-'))
  const instance = newId(systemRandom).slice(0, 8)
  const log = pino({ level: process.env.LOG_LEVEL ?? 'silent' })
  const bus = new Bus<Facts>((error, name) => log.error({ err: error }, name))
  const engine = await connectEngine({ instance, log, dockerHost: process.env.DOCKER_HOST ?? null })
  const images = await createImages({ engine, bus, clock: systemClock, log, controlRepo: null })
  for (const name of ['probe', 'www']) {
    const built = await images.build(name)
    if (!built.ok) throw built.error
  }
  const db = await openDatabase(join(folder, 'hatchery.db'), labsMigrations)
  const labs = createLabs({
    engine,
    db,
    bus,
    clock: systemClock,
    random: systemRandom,
    log,
    images,
    instance,
    config: { subnets: { base: '10.213.0.0', prefix: 16 }, maxLabs: 8 },
  })
  await labs.start()
  return {
    labs,
    bus,
    images,
    estate: { roles: new Set(images.roles), grants: new Set(images.subroles.keys()) },
    leftovers: async () => ({
      containers: await engine.listContainers(`hatchery.instance=${instance}`),
      networks: await engine.listNetworks(`hatchery.instance=${instance}`),
    }),
    close: async () => {
      for (const lab of await labs.list({ live: true })) await labs.end(lab.id, 'The test is over.')
      await labs.drain()
      await images.close()
      await db.destroy()
      rmSync(folder, { recursive: true })
    },
  }
}
