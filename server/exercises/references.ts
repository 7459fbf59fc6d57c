import type { ExerciseFile } from './schema.ts'
import { type CheckFile, PROBE_KINDS, TEMPLATE } from './schema-checks.ts'
import type { Problem, YamlSource } from './yaml-source.ts'

/** What the rest of Hatchery has, for an exercise to refer to. */
export type Known = {
  readonly skills: ReadonlySet<string>
  readonly roles: ReadonlySet<string>
  /** Sub-roles that can be granted on a host. */
  readonly grants: ReadonlySet<string>
}

const OUTSIDE = 'outside'

/** Names that point to nothing, and ids that come twice. */
export const referenceProblems = (
  name: string,
  source: YamlSource,
  file: ExerciseFile,
  files: ReadonlyMap<string, Buffer>,
  known: Known,
): Problem[] => {
  const problems: Problem[] = []
  const report = (path: (string | number)[], message: string) =>
    problems.push({ file: name, ...source.at(path), message })
  const expect = (set: Iterable<string>) => `expected one of ${[...set].sort().join(', ')}`

  const skill = (id: string, path: (string | number)[]) => {
    if (!known.skills.has(id)) report(path, `unknown skill ${id}: ${expect(known.skills)}`)
  }
  file.skills.forEach((id, index) => {
    skill(id, ['skills', index])
  })
  file.rubric.forEach((item, index) => {
    skill(item.skill, ['rubric', index, 'skill'])
  })
  for (const id of repeated(file.rubric.flatMap(item => item.id ?? []))) {
    report(['rubric'], `two items of the rubric have the id ${id}`)
  }

  for (const [host, { role, grants }] of Object.entries(file.hosts)) {
    if (!known.roles.has(role)) {
      report(['hosts', host, 'role'], `unknown role ${role}: ${expect(known.roles)}`)
    }
    grants.forEach((grant, index) => {
      if (known.grants.has(grant)) return
      report(['hosts', host, 'grants', index], `unknown grant ${grant}: ${expect(known.grants)}`)
    })
  }
  const hosts = Object.keys(file.hosts)
  for (const step of ['setup', 'fault'] as const) {
    const on = file[step]?.on
    if (on !== undefined && !hosts.includes(on)) {
      report([step, 'on'], `there is no host ${on}: ${expect(hosts)}`)
    }
  }

  const names = [...Object.keys(file.variants), 'marker']
  const lists = [
    ['checks', file.checks],
    ['invariants', file.invariants],
  ] as const
  const ids = lists.flatMap(([, checks]) => checks.map(check => check.id))
  for (const [list, checks] of lists) {
    checks.forEach((check, index) => {
      const at = (message: string, ...path: string[]) => report([list, index, ...path], message)
      if (ids.indexOf(check.id) !== ids.lastIndexOf(check.id)) {
        at(`the id ${check.id} comes twice`, 'id')
      }
      if (check.from !== undefined && check.from !== OUTSIDE && !hosts.includes(check.from)) {
        at(`there is no host ${check.from}: ${expect([...hosts, OUTSIDE])}`, 'from')
      }
      if (check.of !== undefined && !probes(file).includes(check.of)) {
        at(`there is no check ${check.of} to hold: ${expect(probes(file))}`, 'of')
      }
      for (const unknown of unknownNames(check, names)) {
        at(`unknown variant {{${unknown}}}: ${expect(names)}`)
      }
      const script = check.run?.script
      if (script !== undefined && !files.has(script)) {
        at(`there is no file ${script}`, 'run', 'script')
      }
    })
  }
  file.fault.breaks.forEach((id, index) => {
    if (probes(file).includes(id)) return
    report(['fault', 'breaks', index], `there is no check ${id}: ${expect(probes(file))}`)
  })
  return problems
}

/** The ids of checks that look for themselves. */
const probes = (file: ExerciseFile): string[] =>
  file.checks.filter(check => check.of === undefined).map(check => check.id)

const repeated = (ids: string[]): string[] => [
  ...new Set(ids.filter((id, index) => ids.indexOf(id) !== index)),
]

const unknownNames = (check: CheckFile, known: readonly string[]): string[] => {
  const text = JSON.stringify(PROBE_KINDS.map(kind => check[kind]))
  const used = [...text.matchAll(TEMPLATE)].map(match => match[1] ?? '')
  return [...new Set(used)].filter(name => !known.includes(name))
}
