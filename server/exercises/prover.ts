import { AppError, messageOf } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'
import type { LabAccess, Labs } from '../labs/port.ts'
import { type Estate, loadExercise } from './catalog.ts'
import { createLimiter } from './checks/limiter.ts'
import type { Exercise } from './exercise.ts'
import { changedPaths, takeFootprint } from './footprint.ts'
import {
  type Decision,
  decideGreen,
  decideRed,
  decideSolution,
  decideWrong,
  GATES,
  type GateJob,
  type Phase,
  planGates,
} from './gates.ts'
import type { GateResult, ProofReport, StepReport } from './proof-report.ts'
import { runScript, runSetup, stageFault } from './staging.ts'
import { endure } from './survivals.ts'
import { drawVariant, type Variant } from './variants.ts'
import { createWatcher, SETTLE, type Watcher } from './watcher.ts'
import { formatProblem } from './yaml-source.ts'

export type ProverDeps = {
  readonly labs: Labs
  readonly estate: Estate
  readonly clock: Clock
  /** Resolves after so many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>
}

export type ProofOptions = {
  /** The exercise's folder. */
  readonly path: string
  /** Each is a whole proof: its own variant, its own labs. */
  readonly seeds: readonly number[]
  /** Labs at a time. */
  readonly atOnce: number
  readonly signal?: AbortSignal
  /** Each gate's result as it comes, in no order, and how many there will be. */
  readonly onProgress?: (result: GateResult, done: number, total: number) => void
}

/** Gate 1 alone: needs no engine. */
export const lintExercise = async (path: string, estate: Estate, clock: Clock) => {
  const began = clock.monotonic()
  const parsed = await loadExercise(path, estate)
  const problems = parsed.ok ? [] : parsed.problems.map(formatProblem)
  const said = parsed.ok ? 'nothing to object to' : problems.join('\n')
  const ms = clock.monotonic() - began
  const gate: GateResult = {
    gate: 1,
    name: GATES[1],
    subject: null,
    seed: null,
    variant: null,
    passed: parsed.ok,
    said,
    steps: [{ what: `read ${path}`, seen: said, ms }],
    ms,
  }
  return { gate, problems, exercise: parsed.ok ? parsed.exercise : null }
}

/**
 * Proves an exercise, each job in a fresh lab that is removed whatever happens. Never rejects for
 * what the exercise or a lab does: that is a failed gate, in words. Rejects with `aborted` (499)
 * when the signal says so, once its labs are gone.
 */
export const proveExercise = async (
  deps: ProverDeps,
  options: ProofOptions,
): Promise<ProofReport> => {
  const { clock } = deps
  const began = clock.monotonic()
  const lint = await lintExercise(options.path, deps.estate, clock)
  const { exercise } = lint
  const jobs = exercise === null ? [] : planGates(exercise, options.seeds)
  const total = 1 + jobs.length
  let done = 1
  options.onProgress?.(lint.gate, done, total)
  const limit = createLimiter(options.atOnce)
  const results = await Promise.all(
    jobs.map(job =>
      limit(async () => {
        if (exercise === null || options.signal?.aborted) return null
        const result = await runJob(deps, exercise, job, options.signal)
        done += 1
        options.onProgress?.(result, done, total)
        return result
      }),
    ),
  )
  if (options.signal?.aborted) throw new AppError('aborted', 499, 'The proof was stopped.')
  const gates = [lint.gate, ...results.filter(result => result !== null)]
  return {
    slug: exercise?.slug ?? options.path,
    version: exercise?.version ?? null,
    passed: gates.every(gate => gate.passed),
    gates,
    ms: clock.monotonic() - began,
  }
}

const runJob = async (
  deps: ProverDeps,
  exercise: Exercise,
  job: GateJob,
  signal: AbortSignal | undefined,
): Promise<GateResult> => {
  const { clock } = deps
  const variant = drawVariant(exercise, job.seed)
  const began = clock.monotonic()
  const steps: StepReport[] = []
  const step: Step = async (what, run) => {
    signal?.throwIfAborted()
    const start = clock.monotonic()
    try {
      const { seen, value } = await run()
      steps.push({ what, seen, ms: clock.monotonic() - start })
      return value
    } catch (error) {
      steps.push({ what, seen: messageOf(error), ms: clock.monotonic() - start })
      throw error
    }
  }
  let decision: Decision
  try {
    decision = await withLab(deps, exercise, job, variant, step, access =>
      decide(deps, exercise, job, variant, step, access),
    )
  } catch (error) {
    decision = { passed: false, said: `could not be tried: ${messageOf(error)}` }
  }
  return {
    gate: job.gate,
    name: GATES[job.gate],
    subject: job.script?.path ?? null,
    seed: job.seed,
    variant,
    ...decision,
    steps,
    ms: clock.monotonic() - began,
  }
}

const endedEarly = async (labs: Labs, id: string): Promise<AppError> => {
  const why = (await labs.get(id))?.why ?? 'nobody knows why'
  return new AppError('lab-ended', 502, `the lab ended under the proof: ${why}`)
}

type Step = <T>(what: string, run: () => Promise<{ seen: string; value: T }>) => Promise<T>

/** A fresh lab, staged as the job wants it; gone when this returns. */
const withLab = async <T>(
  { labs }: ProverDeps,
  exercise: Exercise,
  job: GateJob,
  variant: Variant,
  step: Step,
  use: (access: LabAccess) => Promise<T>,
): Promise<T> => {
  const created = await labs.create({
    kind: 'proof',
    ownerId: 'prover',
    login: 'prover',
    title: `${exercise.slug}: ${GATES[job.gate]}`,
    topology: { hosts: exercise.hosts },
    ttl: null,
    stage: async access => {
      if (job.stage === 'healthy') return runSetup(access, exercise, variant)
      const staged = await stageFault(access, exercise, variant)
      return staged.ok ? { ok: true, value: undefined } : staged
    },
  })
  if (!created.ok) throw created.error
  const { id } = created.value
  try {
    await step(`a fresh lab, ${job.stage === 'healthy' ? 'healthy' : 'fault staged'}`, async () => {
      const ready = await labs.whenReady(id)
      if (!ready.ok) throw ready.error
      return { seen: 'ready', value: undefined }
    })
    const access = labs.access(id)
    const outcome = access === null ? null : await use(access)
    // What was seen of a lab that died under the proof says nothing about the exercise.
    if (outcome === null || labs.access(id) === null) throw await endedEarly(labs, id)
    return outcome
  } finally {
    await labs.end(id, 'The proof is done.')
  }
}

const decide = async (
  deps: ProverDeps,
  exercise: Exercise,
  job: GateJob,
  variant: Variant,
  step: Step,
  access: LabAccess,
): Promise<Decision> => {
  const watcher = createWatcher(deps, exercise, variant, access)
  if (job.gate === 2 || job.gate === 3) {
    const board = await look(step, watcher, job, 'look', SETTLE.first)
    return job.gate === 2 ? decideGreen(exercise, board) : decideRed(exercise, board)
  }
  const { script } = job
  if (script === null) throw new TypeError(`gate ${job.gate} runs a script`)
  const hosts = Object.keys(exercise.hosts)
  const footprint = (what: string) =>
    step(what, async () => {
      const value = await takeFootprint(access, hosts)
      return { seen: `${value.size} files`, value }
    })
  const before = job.gate === 4 ? await footprint('read the files') : null
  await step(`run ${script.path}`, async () => {
    const ran = await runScript(access, script, exercise.files, variant)
    if (!ran.ok) throw ran.error
    return { seen: 'exit 0', value: undefined }
  })
  const settle = job.gate === 5 ? SETTLE.wrong : SETTLE.first
  const phases: Phase[] = []
  phases.push({ name: 'after it', board: await look(step, watcher, job, 'look', settle) })
  for (const survival of job.survives) {
    if (!watcher.isGreen(phases.at(-1)?.board)) break
    for (const host of hosts) {
      await step(`${survival} ${host}`, () => endure(access, host, survival))
    }
    const what = `look after ${survival}`
    const board = await look(step, watcher, job, what, SETTLE.again)
    phases.push({ name: `after ${survival}`, board })
  }
  if (before === null) return decideWrong(exercise, phases)
  const changed = changedPaths(before, await footprint('read the files again'))
  return decideSolution(exercise, phases, changed)
}

const look = (step: Step, watcher: Watcher, job: GateJob, what: string, settle: number) =>
  step(what, async () => {
    const board = await watcher.watch(job.gate, settle)
    return { seen: watcher.words(board), value: board }
  })
