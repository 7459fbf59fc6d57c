import type { Exercise } from './exercise.ts'
import type { Problem } from './yaml-source.ts'

/** Paths that every ticket may name: they say nothing of a cause. */
const NO_CAUSE = /^\/(bin|usr\/bin|dev)\b/

/**
 * A reporter tells symptoms. The ticket must not name what the fault's script touches: the files
 * and units in it, or a value that was drawn. The subject and the title are read too.
 */
export const causeProblems = (exercise: Exercise, ticketText: string): Problem[] => {
  const lines = [...ticketText.split('\n'), exercise.title]
  return causesIn(exercise).flatMap(cause => {
    const index = lines.findIndex(line => namesIt(line, cause))
    if (index < 0) return []
    const inTitle = index === lines.length - 1
    return [
      {
        file: `${exercise.slug}/${inTitle ? 'exercise.yaml' : 'ticket.md'}`,
        line: inTitle ? 1 : index + 1,
        column: inTitle ? 1 : (lines[index] ?? '').indexOf(cause) + 1,
        message: `names “${cause}”, which the fault touches; a reporter tells symptoms only`,
      },
    ]
  })
}

const causesIn = (exercise: Exercise): string[] => {
  const script = exercise.fault.text.replace(/^#.*$/gm, '')
  const paths = (script.match(/\/[\w./@-]{4,}/g) ?? []).filter(path => !NO_CAUSE.test(path))
  const units = [...script.matchAll(/systemctl\s+(?:--\S+\s+)*[a-z-]+\s+([\w@.-]+)/g)]
    .map(match => (match[1] ?? '').replace(/\.service$/, ''))
    .filter(unit => unit.length > 2)
    .map(unit => `${unit}.service`)
  const values = Object.values(exercise.variants)
    .flat()
    .map(String)
    .filter(value => value.length > 2)
  return [...new Set([...paths, ...units, ...values])]
}

const namesIt = (line: string, cause: string): boolean => {
  const at = line.indexOf(cause)
  if (at < 0) return false
  return !/\w/.test(line[at - 1] ?? '') && !/\w/.test(line[at + cause.length] ?? '')
}
