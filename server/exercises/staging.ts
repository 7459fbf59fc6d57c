import type { ExecResult } from '../engine/port.ts'
import { AppError } from '../kernel/app-error.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import type { LabAccess } from '../labs/port.ts'
import { SAFE_ENV } from './checks/ask.ts'
import type { Exercise, Script } from './exercise.ts'
import { type Variant, variantEnv } from './variants.ts'

/** A fault should take under 5 s (gate 9); this is where waiting for it has no sense any more. */
const SCRIPT_TIMEOUT_MS = 60_000

/** On a tmpfs, root's alone, there only while a script runs. Scripts find it as $V_FILES. */
const FILES_FOLDER = '/run/hatchery-files'

/**
 * Runs a script of the exercise as root. It is streamed to bash, so nothing of it lies on the
 * host. `files/` is there meanwhile. Ends in `script-failed` with the script's last words.
 */
export const runScript = async (
  access: LabAccess,
  script: Script,
  files: Exercise['files'],
  variant: Variant,
): Promise<Result<ExecResult>> => {
  const { on } = script
  try {
    const refused = await putFiles(access, on, files)
    if (refused !== null) return err(refused)
    const result = await access.exec(on, {
      command: ['/bin/bash', '-s'],
      stdin: script.text,
      env: { ...SAFE_ENV, ...variantEnv(variant), V_FILES: FILES_FOLDER },
      workdir: '/',
      timeout: SCRIPT_TIMEOUT_MS,
    })
    if (result.exitCode === 0) return ok(result)
    return err(scriptFailed(script, result))
  } finally {
    if (files.length > 0) {
      await access.exec(on, { command: ['/bin/rm', '--recursive', '--force', FILES_FOLDER] })
    }
  }
}

/** The healthy state of the variant. */
export const runSetup = async (
  access: LabAccess,
  exercise: Exercise,
  variant: Variant,
): Promise<Result<void>> => {
  if (exercise.setup === null) return ok(undefined)
  const result = await runScript(access, exercise.setup, exercise.files, variant)
  return result.ok ? ok(undefined) : result
}

/** The healthy state, then the fault. Returns the milliseconds that the fault took. */
export const stageFault = async (
  access: LabAccess,
  exercise: Exercise,
  variant: Variant,
): Promise<Result<number>> => {
  const healthy = await runSetup(access, exercise, variant)
  if (!healthy.ok) return healthy
  const result = await runScript(access, exercise.fault, exercise.files, variant)
  return result.ok ? ok(result.value.ms) : result
}

const putFiles = async (
  access: LabAccess,
  host: string,
  files: Exercise['files'],
): Promise<AppError | null> => {
  for (const { path, base64 } of files) {
    const target = `${FILES_FOLDER}/${path}`
    const result = await access.exec(host, {
      command: ['/usr/bin/install', '-D', '--mode=0600', '/dev/stdin', target],
      stdin: Buffer.from(base64, 'base64'),
    })
    if (result.exitCode !== 0) {
      return new AppError('script-failed', 502, `files/${path} could not be put on ${host}.`)
    }
  }
  return null
}

const scriptFailed = (script: Script, result: ExecResult): AppError => {
  const words = (result.stderr.trim() || result.stdout.trim()).split('\n').slice(-3).join(' / ')
  const how = result.timedOut
    ? `did not end within ${SCRIPT_TIMEOUT_MS / 1000} s`
    : `ended with exit ${result.exitCode}`
  const detail = `${script.path} on ${script.on} ${how}${words === '' ? '.' : `: ${words}`}`
  return new AppError('script-failed', 502, detail)
}
