import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '../engine/port.ts'
import { AppError } from '../kernel/app-error.ts'
import { failureOf } from './failure.ts'
import { SUITE } from './plan.ts'

/**
 * Debian's official slim image of Debian 12, pinned by the digest of its index for all processors.
 * It only has to be a Debian 12: its packages are brought up to date before anything else.
 */
const SLIM = 'debian:12-slim'
const PINNED = `${SLIM}@sha256:d5d3f9c23164ea16f31852f95bd5959aad1c5e854332fe00f7b3a20fcc9f635c`

/** Writes a bare Debian as a tar archive to a file; `signal` stops it. Rejects with AppError. */
export type Debootstrap = (
  file: string,
  onOutput: (text: string) => void,
  signal: AbortSignal,
) => Promise<void>

type Deps = { readonly engine: Engine; readonly debootstrap: Debootstrap }

/**
 * The reference of a bare Debian 12 on the engine: one that was made before (`tag`), a slim image
 * that is there, one pulled, or, where no registry answers, one made with mmdebstrap.
 */
export const bareDebian = async (
  { engine, debootstrap }: Deps,
  tag: string,
  onOutput: (text: string) => void,
  signal: AbortSignal,
): Promise<string> => {
  for (const reference of [tag, PINNED, SLIM]) {
    if ((await engine.findImage(reference)) !== null) return reference
  }
  const pulled = await engine.pull(PINNED)
  if (pulled.ok) return PINNED
  if (pulled.error.code === 'no-disk-space') throw pulled.error
  onOutput(`No registry answers, so mmdebstrap makes the system: ${pulled.error.detail}\n`)
  const folder = await mkdtemp(join(tmpdir(), 'hatchery-bare-'))
  try {
    const file = join(folder, 'debian.tar')
    await debootstrap(file, onOutput, signal)
    await engine.importImage(createReadStream(file), tag)
    return tag
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Ended = { readonly code: number | null; readonly output: string }

const run = (
  command: string,
  args: readonly string[],
  onOutput: (text: string) => void,
  signal: AbortSignal,
): Promise<Ended | 'missing'> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    })
    let output = ''
    const hear = (text: string) => {
      output = (output + text).slice(-64 * 1024)
      onOutput(text)
    }
    child.stdout.setEncoding('utf8').on('data', hear)
    child.stderr.setEncoding('utf8').on('data', hear)
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve('missing')
      else reject(error)
    })
    child.once('close', code => resolve({ code, output }))
  })

const MISSING = new AppError(
  'mmdebstrap-missing',
  503,
  `No image of Debian 12 is on the engine, none can be pulled, and mmdebstrap is not installed: run "docker pull ${SLIM}" where a registry answers, or "apt-get install mmdebstrap" as root, then try again.`,
)

/** The real mmdebstrap, installed by apt first where it is missing and we are root. */
export const mmdebstrap: Debootstrap = async (file, onOutput, signal) => {
  const make = () => run('mmdebstrap', ['--variant=minbase', SUITE, file], onOutput, signal)
  let made = await make()
  if (made === 'missing') {
    await installMmdebstrap(onOutput, signal)
    made = await make()
  }
  if (made === 'missing') throw MISSING
  if (made.code !== 0) throw failureOf('making a bare Debian with mmdebstrap', made.output)
}

const installMmdebstrap = async (
  onOutput: (text: string) => void,
  signal: AbortSignal,
): Promise<void> => {
  if (process.getuid?.() !== 0) throw MISSING
  const apt = (...args: string[]) =>
    run('apt-get', ['-q', '-y', '-o', 'DPkg::Lock::Timeout=120', ...args], onOutput, signal)
  const install = () => apt('install', '--no-install-recommends', 'mmdebstrap')
  let installed = await install()
  if (installed !== 'missing' && installed.code !== 0) {
    await apt('update')
    installed = await install()
  }
  if (installed === 'missing') throw MISSING
  if (installed.code !== 0) throw failureOf('installing mmdebstrap', installed.output)
}
