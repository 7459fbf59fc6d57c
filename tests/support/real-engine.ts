import pino from 'pino'
import { connectEngine } from '../../server/engine/connect.ts'
import type { ContainerSpec, Engine } from '../../server/engine/port.ts'
import { createImages } from '../../server/hosts/images.ts'
import { Bus } from '../../server/kernel/bus.ts'
import { systemClock } from '../../server/kernel/clock.ts'
import type { Facts } from '../../server/kernel/facts.ts'
import { newId } from '../../server/kernel/ids.ts'
import { systemRandom } from '../../server/kernel/random.ts'
import { unwrap } from '../../server/kernel/result.ts'
import { HOST_LIMITS, hostSpec, networkSpec, probeSpec } from '../../server/labs/plan.ts'
import type { LabRequest } from '../../server/labs/port.ts'
import { createLabs, type LabsService } from '../../server/labs/service.ts'
import { labsMigrations } from '../../server/labs/store.ts'
import { openDatabase } from '../../server/store/database.ts'

export const SUBNETS = { base: '10.214.0.0', prefix: 16 }

export const WWW_LAB: LabRequest = {
  kind: 'exercise',
  ownerId: 'm-ada',
  login: 'ada',
  title: 'A test',
  topology: { hosts: { www01: { role: 'www', grants: [] } } },
  ttl: 10 * 60_000,
}

/** The machine's engine, under an instance of the test's own, and the images of this tree. */
export const realEngine = async (instance = newId(systemRandom).slice(0, 8)) => {
  const log = pino({ level: process.env.LOG_LEVEL ?? 'silent' })
  const engine = await connectEngine({ instance, log, dockerHost: process.env.DOCKER_HOST ?? null })
  const bus = new Bus<Facts>((error, name) => log.error({ err: error }, name))
  const images = await createImages({ engine, bus, clock: systemClock, log, controlRepo: null })
  const www = unwrap(await images.build('www'))
  const probe = unwrap(await images.build('probe'))
  const ours = `hatchery.instance=${instance}`
  return {
    engine,
    instance,
    images,
    log,
    www,
    probe,
    leftovers: async () => [
      ...(await engine.listContainers(ours)).map(one => one.name),
      ...(await engine.listNetworks(ours)).map(one => one.name),
    ],
    close: async () => {
      for (const one of await engine.listContainers(ours)) await engine.removeContainer(one.id)
      for (const one of await engine.listNetworks(ours)) await engine.removeNetwork(one.id)
      await images.close()
    },
  }
}

export type RealEngine = Awaited<ReturnType<typeof realEngine>>

/** A server's labs over a database of its own or another's. */
export const realLabs = async (real: RealEngine, file = ':memory:') => {
  const db = await openDatabase(file, labsMigrations)
  const labs = createLabs({
    engine: real.engine,
    db,
    bus: new Bus<Facts>(error => {
      throw error
    }),
    clock: systemClock,
    random: systemRandom,
    log: real.log,
    images: real.images,
    instance: real.instance,
    config: { subnets: SUBNETS, maxLabs: 8 },
  })
  return { labs, db }
}

export const readyLab = async (labs: LabsService, request: LabRequest = WWW_LAB) => {
  const { id } = unwrap(await labs.create(request))
  unwrap(await labs.whenReady(id))
  const access = labs.access(id)
  if (access === null) throw new Error('a ready lab has no access')
  return access
}

/** One host and one probe on a network of their own, without the labs service. */
export const bareLab = async ({ engine, instance, www, probe }: RealEngine, subnet: string) => {
  const names = { instance, labId: newId(systemRandom) }
  await engine.createNetwork(networkSpec(names, subnet))
  const spec: ContainerSpec = { ...hostSpec(names, 'www01', www), limits: HOST_LIMITS }
  const [host, outside] = await Promise.all([
    engine.runContainer(spec),
    engine.runContainer(probeSpec(names, probe)),
  ])
  await waitForSystemd(engine, host)
  return { names, host, outside }
}

const WAIT = `for i in $(seq 200); do
  systemctl is-system-running --wait && exit 0
  sleep 0.05
done
exit 1`

export const waitForSystemd = async (engine: Engine, container: string): Promise<void> => {
  const { exitCode, stdout } = await engine.exec(container, { command: ['/bin/sh', '-c', WAIT] })
  if (exitCode !== 0) throw new Error(`systemd is ${stdout}`)
}
