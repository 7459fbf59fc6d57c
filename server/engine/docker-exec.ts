import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import type { Clock } from '../kernel/clock.ts'
import { newId } from '../kernel/ids.ts'
import type { Random } from '../kernel/random.ts'
import { createCollector, createDemuxer, type Stream } from './demux.ts'
import { calling } from './errors.ts'
import { killTree, MARKER } from './kill.ts'
import type { ExecResult, ExecSpec } from './port.ts'

const DEFAULT_TIMEOUT = 30_000
const DEFAULT_OUTPUT = 1024 * 1024

/** How long a killed process may take to let go of its streams before we let go of them. */
const GRACE = 2_000

/** The engine closes the stream a moment before it knows the exit code: waits between looks. */
const EXIT_CODE_WAITS = [0, 5, 10, 20, 50, 100, 200, 400, 800]

export const environmentOf = (env: Readonly<Record<string, string>>, mark: string): string[] =>
  Object.entries({ ...env, [MARKER]: mark }).map(([name, value]) => `${name}=${value}`)

const exitCodeOf = async (exec: Docker.Exec): Promise<number | null> => {
  for (const wait of EXIT_CODE_WAITS) {
    if (wait > 0) await sleep(wait)
    const state = await exec.inspect()
    if (!state.Running && state.ExitCode !== null) return state.ExitCode
  }
  return null
}

type Deps = { docker: Docker; clock: Clock; random: Random }

export const createExec =
  ({ docker, clock, random }: Deps) =>
  (id: string, spec: ExecSpec): Promise<ExecResult> =>
    calling(`running ${spec.command[0] ?? 'nothing'} in ${id.slice(0, 12)}`, async () => {
      const mark = newId(random)
      const began = clock.monotonic()
      const container = docker.getContainer(id)
      const exec = await container.exec({
        Cmd: [...spec.command],
        Env: environmentOf(spec.env ?? {}, mark),
        AttachStdin: spec.stdin !== undefined,
        AttachStdout: true,
        AttachStderr: true,
        Tty: false,
        ...(spec.user !== undefined && { User: spec.user }),
        ...(spec.workdir !== undefined && { WorkingDir: spec.workdir }),
      })
      const stream = await exec.start({ hijack: true, stdin: spec.stdin !== undefined })
      const output = gather(stream, spec)
      if (spec.stdin !== undefined) stream.end(spec.stdin)

      const timedOut = await endedOrLate(output.ended, spec.timeout ?? DEFAULT_TIMEOUT)
      if (timedOut) {
        await killTree(container, mark).catch(() => undefined)
        await endedOrLate(output.ended, GRACE)
        stream.destroy()
      }
      const exitCode = timedOut ? null : await exitCodeOf(exec)
      return { ...output.result(), exitCode, timedOut, ms: clock.monotonic() - began }
    })

const gather = (stream: Duplex, spec: ExecSpec) => {
  const max = spec.maxOutput ?? DEFAULT_OUTPUT
  const kept = { stdout: createCollector(max), stderr: createCollector(max) }
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() }
  const demux = createDemuxer((name: Stream, bytes) => {
    kept[name].add(bytes)
    if (spec.onOutput === undefined) return
    const text = decoders[name].decode(bytes, { stream: true })
    if (text.length > 0) spec.onOutput(text)
  })
  // A stream that breaks ends the exec too; the exit code then says what came of it.
  const ended = new Promise<void>(resolve => {
    stream.on('data', demux)
    stream.once('error', () => resolve())
    stream.once('end', resolve)
    stream.once('close', resolve)
  })
  return {
    ended,
    result: () => ({
      stdout: kept.stdout.text(),
      stderr: kept.stderr.text(),
      truncated: kept.stdout.isTruncated() || kept.stderr.isTruncated(),
    }),
  }
}

/** Whether `ms` passed before `ended`. */
const endedOrLate = (ended: Promise<void>, ms: number): Promise<boolean> =>
  new Promise(resolve => {
    const timer = setTimeout(() => resolve(true), ms)
    void ended.then(() => {
      clearTimeout(timer)
      resolve(false)
    })
  })
