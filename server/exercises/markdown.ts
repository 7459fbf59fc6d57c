import type { Exercise } from './exercise.ts'
import { ticketSchema } from './schema.ts'
import { type Problem, problemsOf, readYaml } from './yaml-source.ts'

type Read<T> = { value: T | null; problems: Problem[] }

const problem = (file: string, line: number, message: string): Problem => ({
  file,
  line,
  column: 1,
  message,
})

/** ticket.md: YAML front matter between `---` lines, then the report in Markdown. */
export const readTicket = (file: string, text: string): Read<Exercise['ticket']> => {
  const match = /^---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)([\s\S]*)$/.exec(text)
  if (match === null) {
    const message = 'expected front matter (from, subject, priority) between two lines of ---'
    return { value: null, problems: [problem(file, 1, message)] }
  }
  const yaml = readYaml(file, match[1] ?? '', 2)
  if (yaml.source === null) return { value: null, problems: yaml.problems }
  const front = ticketSchema.safeParse(yaml.source.value)
  if (!front.success) {
    return { value: null, problems: problemsOf(file, yaml.source, front.error) }
  }
  const body = (match[2] ?? '').trim()
  if (body === '') {
    const line = text.split('\n').length
    return { value: null, problems: [problem(file, line, 'expected what the reporter says')] }
  }
  return { value: { ...front.data, body }, problems: [] }
}

/** hints.md: `## Title`, the line `cost: N` (1, a nudge, to 5, nearly the answer), then the hint. */
export const readHints = (file: string, text: string): Read<Exercise['hints']> => {
  const lines = text.split(/\r?\n/)
  const heads = lines.flatMap((line, index) => (line.startsWith('## ') ? [index] : []))
  const hints: Exercise['hints'] = []
  const problems: Problem[] = []
  if (heads.length === 0) problems.push(problem(file, 1, 'expected at least one hint: ## Title'))
  for (const [n, head] of heads.entries()) {
    const title = (lines[head] ?? '').slice(3).trim()
    const rest = lines.slice(head + 1, heads[n + 1])
    const at = rest.findIndex(line => line.trim() !== '')
    const cost = /^cost:\s*([1-5])\s*$/.exec(rest[at] ?? '')?.[1]
    const body = rest
      .slice(at + 1)
      .join('\n')
      .trim()
    if (cost === undefined) {
      problems.push(problem(file, head + 2, `“${title}”: expected a line “cost: 1” to “cost: 5”`))
    } else if (body === '') {
      problems.push(problem(file, head + 1, `“${title}”: expected the hint after its cost`))
    } else {
      hints.push({ title, cost: Number(cost), body })
    }
  }
  return { value: problems.length === 0 ? hints : null, problems }
}
