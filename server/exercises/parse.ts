import type { Check, Exercise, Probe, Script } from './exercise.ts'
import { type Folder, hashOf } from './folder.ts'
import { readHints, readTicket } from './markdown.ts'
import { type Known, referenceProblems } from './references.ts'
import { type ExerciseFile, exerciseSchema } from './schema.ts'
import { type CheckFile, milliseconds, PROBE_KINDS } from './schema-checks.ts'
import { causeProblems } from './ticket-lint.ts'
import { type Problem, problemsOf, readYaml, type YamlSource } from './yaml-source.ts'

export type Parsed =
  | { readonly ok: true; readonly exercise: Exercise }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const SLUG = /^[a-z][a-z0-9-]{1,40}$/
const CHECK_TIMEOUT = '5s'

/** A folder's files → the exercise, or everything that is wrong with it. Pure. */
export const parseExercise = (folder: Folder, known: Known): Parsed => {
  const { slug, files } = folder
  const problems: Problem[] = [...folder.problems]
  const report = (file: string, message: string, place = { line: 1, column: 1 }) =>
    problems.push({ file: `${slug}/${file}`, ...place, message })
  const textOf = (name: string): string | null => files.get(name)?.toString('utf8') ?? null

  if (!SLUG.test(slug)) report('', 'the folder’s name must be lower-case words and hyphens')

  const ticketText = textOf('ticket.md')
  const hintsText = textOf('hints.md')
  const debrief = textOf('debrief.md')?.trim() ?? null
  if (ticketText === null) report('ticket.md', 'missing: what the reporter says')
  if (hintsText === null) report('hints.md', 'missing: at least one hint')
  if (debrief === null) report('debrief.md', 'missing: what is told after success')
  if (debrief === '') report('debrief.md', 'empty: expected what happened and how it is found')
  const ticket = readTicket(`${slug}/ticket.md`, ticketText ?? '')
  const hints = readHints(`${slug}/hints.md`, hintsText ?? '')
  if (ticketText !== null) problems.push(...ticket.problems)
  if (hintsText !== null) problems.push(...hints.problems)

  const described = describe(slug, textOf('exercise.yaml'))
  if (!described.ok) return { ok: false, problems: [...problems, ...described.problems] }
  const { file, source } = described

  for (const step of ['setup', 'fault'] as const) {
    const run = file[step]?.run
    if (run !== undefined && !files.has(run)) {
      report('exercise.yaml', `${step}: there is no file ${run}`, source.at([step, 'run']))
    }
  }
  problems.push(...referenceProblems(`${slug}/exercise.yaml`, source, file, files, known))

  const solutions = scriptsIn('solutions', files, file)
  const wrong = scriptsIn('wrong', files, file)
  if (solutions.length === 0) report('solutions', 'expected at least one solution: *.sh')
  if (wrong.length === 0) report('wrong', 'expected at least one plausible wrong fix: *.sh')
  for (const script of [...solutions, ...wrong]) {
    if (!(script.on in file.hosts)) report(script.path, `there is no host ${script.on}`)
    if (script.text.trim() === '') report(script.path, 'empty: expected a bash script')
  }

  const step = (part: { on: string; run: string }): Script => ({
    path: part.run,
    on: part.on,
    text: textOf(part.run) ?? '',
  })
  const exercise: Exercise = {
    slug,
    version: hashOf(files),
    title: file.title,
    practises: file.practises ?? `Practise ${file.skills.join(', ')} on a host that misbehaves`,
    skills: file.skills,
    subrole: file.subrole ?? null,
    difficulty: file.difficulty,
    minutes: file.minutes,
    hosts: file.hosts,
    variants: file.variants,
    setup: file.setup === undefined ? null : step(file.setup),
    fault: { ...step(file.fault), breaks: file.fault.breaks },
    checks: [
      ...file.checks.map(check => toCheck(check, false, textOf)),
      ...file.invariants.map(check => toCheck(check, true, textOf)),
    ],
    survives: file.survives,
    touches: file.touches ?? null,
    ticket: ticket.value ?? { from: '', subject: '', priority: '', body: '' },
    hints: hints.value ?? [],
    debrief: debrief ?? '',
    rubric: rubricOf(file),
    solutions,
    wrong,
    files: [...files]
      .filter(([name]) => name.startsWith('files/'))
      .map(([name, content]) => ({ path: name.slice(6), base64: content.toString('base64') })),
  }
  problems.push(...causeProblems(exercise, ticketText ?? ''))
  return problems.length > 0 ? { ok: false, problems } : { ok: true, exercise }
}

type Described =
  | { ok: true; file: ExerciseFile; source: YamlSource }
  | { ok: false; problems: Problem[] }

const describe = (slug: string, text: string | null): Described => {
  const name = `${slug}/exercise.yaml`
  if (text === null) {
    const message = 'missing: the description of the exercise'
    return { ok: false, problems: [{ file: name, line: 1, column: 1, message }] }
  }
  const yaml = readYaml(name, text)
  if (yaml.source === null) return { ok: false, problems: yaml.problems }
  const result = exerciseSchema.safeParse(yaml.source.value)
  if (!result.success) {
    return { ok: false, problems: problemsOf(name, yaml.source, result.error) }
  }
  return { ok: true, file: result.data, source: yaml.source }
}

/** `solutions/*.sh` in order; on the fault's host unless a line says `# on: HOST`. */
const scriptsIn = (
  part: string,
  files: ReadonlyMap<string, Buffer>,
  file: ExerciseFile,
): Script[] =>
  [...files]
    .filter(([name]) => name.startsWith(`${part}/`) && name.endsWith('.sh'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, content]) => {
      const text = content.toString('utf8')
      return { path, text, on: /^# on: (\S+)$/m.exec(text)?.[1] ?? file.fault.on }
    })

const toCheck = (
  check: CheckFile,
  invariant: boolean,
  textOf: (name: string) => string | null,
): Check => {
  const named = { id: check.id, title: check.title, invariant }
  if (check.of !== undefined && check.holds !== undefined) {
    return { ...named, type: 'level', of: check.of, holds: milliseconds(check.holds) }
  }
  return {
    ...named,
    type: 'probe',
    from: check.from ?? 'outside',
    timeout: milliseconds(check.timeout ?? CHECK_TIMEOUT),
    probe: toProbe(check, textOf),
  }
}

const toProbe = (check: CheckFile, textOf: (name: string) => string | null): Probe => {
  if (check.http !== undefined) return { kind: 'http', ...check.http }
  if (check.tcp !== undefined) return { kind: 'tcp', ...check.tcp }
  if (check.dns !== undefined) return { kind: 'dns', ...check.dns }
  if (check.unit !== undefined) return { kind: 'unit', ...check.unit }
  if (check.file !== undefined) return { kind: 'file', ...check.file }
  if (check.run !== undefined) {
    const { script, ...run } = check.run
    return { kind: 'run', ...run, ...(script !== undefined && { script: textOf(script) ?? '' }) }
  }
  throw new TypeError(`${check.id} has none of ${PROBE_KINDS.join(', ')}; the schema refuses that`)
}

/** Ids that the file leaves out are the skill's, numbered where it comes twice. */
const rubricOf = (file: ExerciseFile): Exercise['rubric'] => {
  const taken = new Set(file.rubric.flatMap(item => (item.id === undefined ? [] : [item.id])))
  return file.rubric.map(item => {
    let id = item.id
    for (let n = 1; id === undefined; n += 1) {
      const candidate = n === 1 ? item.skill : `${item.skill}-${n}`
      if (!taken.has(candidate)) id = candidate
    }
    taken.add(id)
    return { id, skill: item.skill, look: item.look }
  })
}
