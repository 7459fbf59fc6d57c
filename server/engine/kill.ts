import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'

/**
 * An engine offers no way to end what an exec started, so every exec carries this variable with a
 * random value, and its processes are found by it.
 */
export const MARKER = 'HATCHERY_EXEC'

/** Milliseconds that a process which was just killed may still be seen. */
const DYING = 20

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

const treeHere = async (mark: string): Promise<number[]> => {
  const names = await readdir('/proc').catch(() => [])
  const pids = names.map(Number).filter(pid => Number.isInteger(pid) && pid > 1)
  const seen = await Promise.all(pids.map(pid => look(pid, mark)))
  return treeOf(seen.filter(one => one !== null))
}

/**
 * From the machine's side: works while the host itself is out of processes, needs root and an
 * engine on this machine. What multiplies faster than it is ended, a fork bomb, is ended while
 * the host is frozen. Returns whether it found anything; if not, try from inside.
 */
const killFromMachine = async (container: Docker.Container, mark: string): Promise<boolean> => {
  const ended = (await treeHere(mark)).filter(signal)
  if (ended.length === 0) return false
  await sleep(DYING)
  if ((await treeHere(mark)).length === 0) return true
  await container.pause()
  try {
    for (const pid of await treeHere(mark)) signal(pid)
  } finally {
    await container.unpause()
  }
  return true
}

const script = (name: string): string =>
  readFileSync(new URL(`./scripts/${name}`, import.meta.url), 'utf8')

const KILL_TREE = script('kill-tree.sh')
const KILL_FIRST = script('kill-first.sh')

const killFromInside = async (
  container: Docker.Container,
  text: string,
  mark: string,
): Promise<void> => {
  const exec = await container.exec({ Cmd: ['/bin/sh', '-c', text, 'kill', mark], User: '0' })
  await exec.start({ Detach: true } as Docker.ExecStartOptions)
}

/** Ends an exec and everything that it started. */
export const killTree = async (container: Docker.Container, value: string): Promise<void> => {
  const mark = `${MARKER}=${value}`
  if (await killFromMachine(container, mark)) return
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
