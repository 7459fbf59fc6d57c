import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import type { Logger } from 'pino'
import { WebSocketServer } from 'ws'
import { createApp } from './app.ts'
import { type Config, readConfig } from './config.ts'
import { connectEngine } from './engine/connect.ts'
import { answeringRefusals, leaveRefusals } from './http/refused-upgrade.ts'
import { AppError, messageOf } from './kernel/app-error.ts'
import { Bus } from './kernel/bus.ts'
import { systemClock } from './kernel/clock.ts'
import type { Facts } from './kernel/facts.ts'
import { systemRandom } from './kernel/random.ts'
import { unwrap } from './kernel/result.ts'
import { openLog } from './log.ts'
import { tellProgress } from './progress.ts'
import { databaseFile, migrations } from './schema.ts'
import { createServices } from './services.ts'
import { lockDataFolder, openDataFolder } from './store/data-folder.ts'
import { openDatabase } from './store/database.ts'
import { drain, startWork } from './work.ts'

/** Twice what the largest frame holds; more is cut off by the socket with 1009. */
const MAX_PAYLOAD = 128 * 1024

/** How long a shutdown may take before what is left is cut off, in milliseconds. */
const DRAIN_LIMIT = 15_000

const versionOf = (): string => {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

type HttpServer = ReturnType<typeof serve>

/** Resolves once it listens; an AppError says what is in the way. */
const listen = (config: Config, options: Parameters<typeof serve>[0]): Promise<HttpServer> =>
  new Promise((resolve, reject) => {
    const server = serve({ ...options, port: config.port, hostname: config.bind }, () => {
      server.off('error', refuse)
      resolve(server)
    })
    const refuse = (error: NodeJS.ErrnoException) => reject(cannotListen(config, error))
    server.once('error', refuse)
  })

const cannotListen = ({ port, bind }: Config, error: NodeJS.ErrnoException): AppError => {
  const where = `port ${port} of ${bind}`
  const said: Record<string, string> = {
    EADDRINUSE: `Something else listens on ${where} already. Stop it, or choose another with PORT.`,
    EACCES: `This user may not listen on ${where}. Choose a PORT above 1023.`,
    EADDRNOTAVAIL: `${bind} is not an address of this machine. Set HATCHERY_BIND to one.`,
  }
  const detail = said[error.code ?? ''] ?? `Can't listen on ${where}: ${messageOf(error)}.`
  return new AppError('cannot-listen', 500, detail, { cause: error })
}

/** Serves until SIGTERM or SIGINT. Rejects with AppError when it cannot start. */
export const main = async (): Promise<void> => {
  const config = unwrap(readConfig(process.env))
  const folder = openDataFolder(config.dataFolder, systemRandom)
  const lock = lockDataFolder(folder)
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const log = openLog({
    file: join(folder.path, 'server.log'),
    level: process.env.LOG_LEVEL ?? 'info',
    onFault: say,
  })
  // One request's forgotten promise must not end everybody's terminals.
  process.on('unhandledRejection', error => log.error({ err: error }, 'a promise nobody awaited'))
  const db = await openDatabase(databaseFile(folder.path), migrations)
  const bus = new Bus<Facts>((error, fact) => log.error({ err: error, fact }, 'a listener failed'))
  const { dockerHost } = config
  const engine = await connectEngine({ dockerHost, instance: folder.instance, log })
  const parts = { config, folder, db, engine, bus, log, clock: systemClock, random: systemRandom }
  const services = await createServices(parts)
  const app = createApp(services, { ...parts, version: versionOf() })

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAYLOAD,
    perMessageDeflate: false,
  })
  const server = await listen(config, {
    fetch: answeringRefusals(app.fetch),
    websocket: { server: sockets },
  })
  leaveRefusals(server)
  say(`hatchery ready on ${config.origin}`)
  const first = await services.people.ownerLinkOnFirstStart()
  if (first !== null) say(`Sign in as the first owner, once: ${first.url}`)
  const progress = tellProgress({ bus, images: services.images, say })
  void startWork(services, log)

  const signal = await nextSignal()
  say(`${signal}: ending half-made labs and writing what is left; ready labs stay.`)
  log.info({ signal }, 'stopping')
  cutOffAfter(DRAIN_LIMIT, log)
  progress.dispose()
  server.close()
  for (const socket of sockets.clients) socket.close(1001, 'The server restarts.')
  await drain(services, log)
  await db.destroy()
  lock.dispose()
  process.exit(0)
}

const nextSignal = (): Promise<NodeJS.Signals> =>
  new Promise(resolve => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
  })

const cutOffAfter = (ms: number, log: Logger): void => {
  setTimeout(() => {
    log.warn('the shutdown took too long and was cut off')
    process.exit(1)
  }, ms).unref()
}
