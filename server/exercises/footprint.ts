import { readFileSync } from 'node:fs'
import { AppError } from '../kernel/app-error.ts'
import type { LabAccess } from '../labs/port.ts'
import { SAFE_ENV } from './checks/ask.ts'

const SCRIPT = readFileSync(new URL('./footprint.sh', import.meta.url), 'utf8')

/** `host:/path` → everything about it that a change would change. */
export type Footprint = ReadonlyMap<string, string>

/** What the hosts' settings and contents are now. Rejects when a host can't be read. */
export const takeFootprint = async (
  access: LabAccess,
  hosts: readonly string[],
): Promise<Footprint> => {
  const all = new Map<string, string>()
  for (const host of hosts) {
    const command = ['/bin/bash', '-s']
    const maxOutput = 16 * 1024 * 1024
    const result = await access.exec(host, { command, stdin: SCRIPT, env: SAFE_ENV, maxOutput })
    if (result.exitCode !== 0 || result.truncated) {
      throw new AppError('footprint-failed', 502, `the files of ${host} could not be read`)
    }
    for (const [path, facts] of readFootprint(result.stdout)) all.set(`${host}:${path}`, facts)
  }
  return all
}

/** The script's output → path → facts. A folder counts by its mode and owner alone. */
export const readFootprint = (output: string): Footprint => {
  const found = new Map<string, string>()
  for (const line of output.split('\n')) {
    const sum = /^([0-9a-f]{64}) [ *](\/.*)$/.exec(line)
    const meta = /^(\w\|\d+\|[^|]*\|[^|]*\|[^|]*)\|(\/.*)$/.exec(line)
    if (meta?.[1] !== undefined && meta[2] !== undefined) found.set(meta[2], meta[1])
    else if (sum?.[1] !== undefined && sum[2] !== undefined) {
      found.set(sum[2], `${found.get(sum[2]) ?? ''}|${sum[1]}`)
    }
  }
  return found
}

/** `host:/path` of what was added, removed or changed, sorted. */
export const changedPaths = (before: Footprint, after: Footprint): string[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter(path => before.get(path) !== after.get(path))
    .sort()
