import { readdir, readFile } from 'node:fs/promises'
import type Docker from 'dockerode'

/**
 * An engine offers no way to end what an exec started, so every exec carries this variable with a
 * random value, and its processes are found by it.
 */
export const MARKER = 'HATCHERY_EXEC'

type Process = { readonly pid: number; readonly parent: number; readonly marked: boolean }

/** The marked processes and all their descendants, also those that dropped the variable (sudo). */
export const treeOf = (processes: readonly Process[]): number[] => {
  const doomed = new Set(processes.filter(one => one.marked).map(one => one.pid))
  let before = -1
  while (doomed.size !== before) {
    before = doomed.size
    for (const one of processes) if (doomed.has(one.parent)) doomed.add(one.pid)
  }
  return [...doomed]
}

/** Null when it has ended meanwhile or is not ours to read. */
const look = async (pid: number, mark: string): Promise<Process | null> => {
  try {
    const [environ, stat] = await Promise.all([
      readFile(`/proc/${pid}/environ`, 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ])
    // The second field, the command's name, may hold spaces and parentheses of its own.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    return { pid, parent, marked: environ.split('\0').includes(mark) }
  } catch {
    return null
  }
}

const signal = (pid: number): boolean => {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false
  }
}

/**
 * From the machine's side: works while the host itself is out of processes, needs root and an
 * engine on this machine. Returns how many it ended; 0 says to try from inside.
 */
const killFromMachine = async (mark: string): Promise<number> => {
  const names = await readdir('/proc').catch(() => [])
  const pids = names.map(Number).filter(pid => Number.isInteger(pid) && pid > 1)
  const seen = await Promise.all(pids.map(pid => look(pid, mark)))
  return treeOf(seen.filter(one => one !== null)).filter(signal).length
}

const KILL_TREE = `
for folder in /proc/[0-9]*; do
  grep -qsFxz -- "$1" "$folder/environ" && kill -9 "\${folder#/proc/}"
done
exit 0`

/** Inside a host, what an exec started has no parent that can be seen: 0. */
const KILL_FIRST = `
for folder in /proc/[0-9]*; do
  grep -qsFxz -- "$1" "$folder/environ" || continue
  grep -qs '^PPid:[[:space:]]*0$' "$folder/status" && kill -9 "\${folder#/proc/}"
done
exit 0`

const killFromInside = async (
  container: Docker.Container,
  script: string,
  mark: string,
): Promise<void> => {
  const exec = await container.exec({ Cmd: ['/bin/sh', '-c', script, 'kill', mark], User: '0' })
  await exec.start({ Detach: true } as Docker.ExecStartOptions)
}

/** Ends an exec and everything that it started. */
export const killTree = async (container: Docker.Container, value: string): Promise<void> => {
  const mark = `${MARKER}=${value}`
  if ((await killFromMachine(mark)) > 0) return
  await killFromInside(container, KILL_TREE, mark)
}

/**
 * Ends the one process that an exec started and nothing below it: a dtach that is attached, but
 * not the shell under it, which has the same marker.
 *
 * @param pid the engine's word for its number on the engine's machine, which may not be this one
 */
export const killFirst = async (
  container: Docker.Container,
  pid: number,
  value: string,
): Promise<void> => {
  const mark = `${MARKER}=${value}`
  const here = pid > 1 ? await look(pid, mark) : null
  if (here?.marked && signal(pid)) return
  await killFromInside(container, KILL_FIRST, mark)
}
