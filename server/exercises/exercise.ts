import type { DnsSpec, FileSpec, HttpSpec, RunSpec, TcpSpec, UnitSpec } from './schema-checks.ts'
import type { RubricItem } from './view.ts'

/** An exercise as the server knows it: whole, checked, with its scripts' text. Plain JSON. */
export type Exercise = {
  slug: string
  /** SHA-256 over the folder's files; an attempt keeps it. */
  version: string
  title: string
  practises: string
  skills: string[]
  subrole: string | null
  /** 1–5 */
  difficulty: number
  minutes: number
  hosts: Record<string, { role: string; grants: string[] }>
  variants: Record<string, (string | number)[]>
  setup: Step | null
  fault: Step & { breaks: string[] }
  /** Checks first, then invariants, in the order of the file. */
  checks: Check[]
  survives: Survival[]
  /** Absolute paths that a fix may change; null: not said. */
  touches: string[] | null
  ticket: { from: string; subject: string; priority: string; body: string }
  hints: { title: string; cost: number; body: string }[]
  /** Markdown. */
  debrief: string
  rubric: RubricItem[]
  solutions: Script[]
  wrong: Script[]
  /** What lies in files/, by its path there. */
  files: { path: string; base64: string }[]
}

export type Survival = 'reboot' | 'puppet'

export type Script = {
  /** Relative to the folder: `solutions/a.sh`. */
  path: string
  text: string
  /** The host that it runs on. */
  on: string
}

export type Step = Script

export type Probe =
  | ({ kind: 'http' } & HttpSpec)
  | ({ kind: 'tcp' } & TcpSpec)
  | ({ kind: 'dns' } & DnsSpec)
  | ({ kind: 'unit' } & UnitSpec)
  | ({ kind: 'file' } & FileSpec)
  | RunProbe

/** Exactly one of `command` (argv) and `script` (bash, its text). */
export type RunProbe = { kind: 'run'; script?: string } & Omit<RunSpec, 'script'>

type Named = { id: string; title: string; invariant: boolean }

export type ProbeCheck = Named & {
  type: 'probe'
  /** A host, or `outside`. */
  from: string
  /** Milliseconds. */
  timeout: number
  probe: Probe
}

export type LevelCheck = Named & {
  type: 'level'
  of: string
  /** Milliseconds. */
  holds: number
}

export type Check = ProbeCheck | LevelCheck
