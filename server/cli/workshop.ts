import pino, { type Logger } from 'pino'
import { connectEngine } from '../engine/connect.ts'
import type { Engine } from '../engine/port.ts'
import { createImages, type Images } from '../hosts/images.ts'
import { AppError } from '../kernel/app-error.ts'
import { Bus } from '../kernel/bus.ts'
import { systemClock } from '../kernel/clock.ts'
import type { FactBus, Facts } from '../kernel/facts.ts'
import { unwrap } from '../kernel/result.ts'
import { tellProgress } from '../progress.ts'
import type { CommandIo } from './command.ts'
import { settingsOf } from './settings.ts'

/** What commands that work on the engine share. */
export type Workshop = {
  readonly engine: Engine
  readonly images: Images
  readonly bus: FactBus
  readonly log: Logger
}

/**
 * Connects to the engine and reads what images are made of; `use` gets both. Their progress is
 * told. A signal stops what is under way, and nothing of it is left when this returns.
 * Throws `engine-down` where no engine answers.
 *
 * @param instance Whose containers and networks are made: see DataFolder.
 */
export const withWorkshop = async <T>(
  io: CommandIo,
  instance: string,
  use: (workshop: Workshop) => Promise<T>,
): Promise<T> => {
  const { dockerHost, controlRepo } = settingsOf(io)
  const log = pino({ level: io.env.LOG_LEVEL ?? 'silent' }, pino.destination(2))
  const bus: FactBus = new Bus<Facts>(error => log.error({ err: error }, 'a listener failed'))
  const engine = await connectEngine({ dockerHost, instance, log })
  const status = await engine.status()
  if (!status.ok) throw new AppError('engine-down', 503, status.detail)
  const images = await createImages({ engine, bus, log, controlRepo, clock: systemClock })
  const progress = tellProgress({ bus, images, say: io.tell })
  const stop = () => void images.close()
  io.signal.addEventListener('abort', stop, { once: true })
  try {
    return await use({ engine, images, bus, log })
  } finally {
    io.signal.removeEventListener('abort', stop)
    await images.close()
    progress.dispose()
  }
}

/** Makes those images that are missing, at once as far as they can be; throws the first failure. */
export const buildImages = async (
  images: Images,
  names: readonly string[],
  fresh = false,
): Promise<{ name: string; tag: string }[]> =>
  Promise.all(names.map(async name => ({ name, tag: unwrap(await images.build(name, { fresh })) })))
