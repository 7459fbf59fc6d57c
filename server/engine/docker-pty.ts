import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import { messageOf } from '../kernel/app-error.ts'
import { newId } from '../kernel/ids.ts'
import type { Random } from '../kernel/random.ts'
import { environmentOf } from './docker-exec.ts'
import { calling, statusOf } from './errors.ts'
import { killFirst } from './kill.ts'
import type { Pty, PtySpec } from './port.ts'

/** The engine opens the stream before the process runs, and refuses to resize until it does. */
const RESIZE_WAITS = [0, 5, 10, 20, 40, 80, 160, 320]

const resizeOnce = async (exec: Docker.Exec, cols: number, rows: number): Promise<boolean> => {
  try {
    await exec.resize({ w: cols, h: rows })
    return true
  } catch (thrown) {
    // Podman answers 201, which docker-modem takes for an error.
    return statusOf(thrown) === 201
  }
}

const resizeSoon = async (exec: Docker.Exec, cols: number, rows: number): Promise<void> => {
  for (const wait of RESIZE_WAITS) {
    if (wait > 0) await sleep(wait)
    if (await resizeOnce(exec, cols, rows)) return
  }
}

type Deps = { docker: Docker; random: Random; onError: (error: unknown, doing: string) => void }

export const createOpenPty =
  ({ docker, random, onError }: Deps) =>
  (id: string, spec: PtySpec): Promise<Pty> =>
    calling(`opening a terminal in ${id.slice(0, 12)}`, async () => {
      const mark = newId(random)
      const container = docker.getContainer(id)
      const exec = await container.exec({
        Cmd: [...spec.command],
        Env: environmentOf(spec.env, mark),
        User: spec.user,
        WorkingDir: spec.workdir,
        AttachStdin: true,
        AttachStdout: true,
        AttachStderr: true,
        Tty: true,
        // Engines before API 1.42 ignore it.
        ConsoleSize: [spec.rows, spec.cols],
      })
      const stream = await exec.start({ hijack: true, stdin: true, Tty: true })
      if (stream instanceof Socket) stream.setNoDelay(true)
      void resizeSoon(exec, spec.cols, spec.rows)
      const endProcess = async () => {
        const { Running, Pid } = await exec.inspect()
        if (Running) await killFirst(container, Pid, mark)
      }
      return asPty(stream, {
        resize: async (cols, rows) => {
          await resizeOnce(exec, cols, rows)
        },
        end: () => endProcess().catch(error => onError(error, 'ending a terminal')),
      })
    })

type Control = {
  resize(cols: number, rows: number): Promise<void>
  end(): Promise<void>
}

/** The bytes go through untouched: the engine's stream is the listener's, chunk for chunk. */
const asPty = (stream: Duplex, control: Control): Pty => {
  let closed = false
  let why: string | null = null
  let tell: ((why: string) => void) | null = null
  const ended = (reason: string) => {
    if (closed || why !== null) return
    why = reason
    tell?.(reason)
  }
  stream.once('error', error => ended(`The stream from the host broke: ${messageOf(error)}`))
  stream.once('end', () => ended('The shell ended.'))
  stream.once('close', () => ended('The stream from the host was closed.'))
  return {
    onData: listener => {
      stream.on('data', listener)
    },
    onEnd: listener => {
      tell = listener
      if (why !== null) listener(why)
    },
    write: bytes => {
      if (!closed && stream.writable) stream.write(bytes)
    },
    resize: control.resize,
    pause: () => {
      stream.pause()
    },
    resume: () => {
      stream.resume()
    },
    close: () => {
      if (closed) return
      closed = true
      stream.destroy()
      if (why === null) void control.end()
    },
  }
}
