import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pino from 'pino'
import { connectEngine } from '../../server/engine/connect.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A port that nobody listens on now. */
const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port to be had')
  return address.port
}

type Run = { readonly child: ChildProcess; readonly output: () => string }

/** Resolves with the text of the first group once the output matches; rejects when it ends. */
const outputMatching = ({ child, output }: Run, pattern: RegExp): Promise<string> =>
  new Promise((resolve, reject) => {
    const look = () => {
      const found = pattern.exec(output())
      if (found !== null) resolve(found[1] ?? found[0])
    }
    child.stdout?.on('data', look)
    child.once('exit', code =>
      reject(new Error(`the server ended with ${code} before ${pattern}:\n${output()}`)),
    )
    look()
  })

const run = (env: NodeJS.ProcessEnv): Run => {
  const child = spawn('npm', ['start'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  const keep = (chunk: Buffer) => {
    text += chunk.toString()
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  return { child, output: () => text }
}

export type HatcheryProcess = {
  readonly origin: string
  /** What the last start printed. */
  output(): string
  /** The one-time link that the first start prints. */
  ownerLink(): Promise<string>
  start(): Promise<void>
  /** SIGTERM, until it has drained; resolves with the exit code. */
  stop(): Promise<number | null>
  /** Stops it and removes its data folder, its containers and networks. */
  close(): Promise<void>
}

/** `npm start`, as an operator runs it, on a fresh data folder and a free port. */
export const startHatchery = async (): Promise<HatcheryProcess> => {
  const data = await mkdtemp(join(tmpdir(), 'hatchery-e2e-'))
  const port = await freePort()
  const env = {
    ...process.env,
    PORT: String(port),
    HATCHERY_DATA: data,
    HATCHERY_SUBNETS: '10.215.0.0/16',
  }
  let current: Run | null = null

  const start = async () => {
    current = run(env)
    await outputMatching(current, /^hatchery ready on (\S+)$/m)
  }
  const stop = async () => {
    const child = current?.child
    if (child === undefined || child.exitCode !== null) return child?.exitCode ?? null
    child.kill('SIGTERM')
    await once(child, 'exit')
    return child.exitCode
  }
  const removeHosts = async () => {
    const instance = (await readFile(join(data, 'instance'), 'utf8')).trim()
    const log = pino({ enabled: false })
    const dockerHost = process.env.DOCKER_HOST ?? null
    const engine = await connectEngine({ instance, log, dockerHost })
    const ours = `hatchery.instance=${instance}`
    for (const one of await engine.listContainers(ours)) await engine.removeContainer(one.id)
    for (const one of await engine.listNetworks(ours)) await engine.removeNetwork(one.id)
    await engine.sweepCgroups()
  }

  await start()
  return {
    origin: `http://localhost:${port}`,
    output: () => current?.output() ?? '',
    ownerLink: () => {
      if (current === null) throw new Error('the server was not started')
      return outputMatching(current, /^Sign in as the first owner, once: (\S+)$/m)
    },
    start,
    stop,
    async close() {
      await stop()
      await removeHosts()
      await rm(data, { recursive: true, force: true })
    },
  }
}
