import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { z } from 'zod'
import { messageOf } from '../kernel/app-error.ts'

/** A fault in a file of an exercise, at a place that an editor can jump to. */
export type Problem = {
  /** Relative to the exercises' folder: `web-502/exercise.yaml`. */
  file: string
  /** From 1. */
  line: number
  column: number
  /** What is wrong and what was expected. */
  message: string
}

export const formatProblem = (problem: Problem): string =>
  `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`

/** Far above any honest exercise; keeps a hostile file from costing much. */
export const MAX_YAML_BYTES = 64 * 1024

/** Aliases are expanded at most so often: the usual bomb multiplies them. */
const MAX_ALIASES = 50

/** Brackets nested deeper than this are an attack on the parser's stack, not an exercise. */
const MAX_NESTING = 30

type PathKey = string | number | symbol

export type YamlSource = {
  value: unknown
  /** Where the deepest existing part of `path` stands; `key` points at a key of that map. */
  at(path: readonly PathKey[], key?: string): { line: number; column: number }
}

type Outcome = { source: YamlSource; problems: [] } | { source: null; problems: Problem[] }

/** Reads one YAML 1.2 document of plain data. `firstLine` is where the text begins in its file. */
export const readYaml = (file: string, text: string, firstLine = 1): Outcome => {
  const lines = new LineCounter()
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1) + firstLine - 1, column: Math.max(col, 1) }
  }
  const refuse = (message: string, where = { line: firstLine, column: 1 }): Outcome => ({
    source: null,
    problems: [{ file, ...where, message }],
  })
  if (Buffer.byteLength(text) > MAX_YAML_BYTES) {
    return refuse(`larger than ${MAX_YAML_BYTES / 1024} KiB; expected a short description`)
  }
  if (nestsTooDeep(text)) return refuse(`nested deeper than ${MAX_NESTING} levels`)
  try {
    const document = parseDocument(text, { lineCounter: lines, schema: 'core', merge: false })
    const faults = [...document.errors, ...document.warnings]
    if (faults.length > 0) {
      const problems = faults.map(fault => ({
        file,
        ...place(fault.pos[0]),
        message: fault.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? '',
      }))
      return { source: null, problems }
    }
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES })
    const at: YamlSource['at'] = (path, key) => place(offsetOf(document.contents, path, key))
    return { source: { value, at }, problems: [] }
  } catch (error) {
    return refuse(`not readable as YAML: ${messageOf(error)}`)
  }
}

/** Flow brackets, and indentation at two columns a level, both counted without parsing. */
const nestsTooDeep = (text: string): boolean => {
  let depth = 0
  for (const character of text) {
    if (character === '[' || character === '{') depth += 1
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1)
    if (depth > MAX_NESTING) return true
  }
  return text.split('\n').some(line => {
    const lead = /^[ -]*/.exec(line)?.[0] ?? ''
    return (lead.match(/- |-$/g)?.length ?? 0) > MAX_NESTING || lead.length > 20 * MAX_NESTING
  })
}

const offsetOf = (root: unknown, path: readonly PathKey[], key?: string): number => {
  let node = root
  let offset = startOf(root)
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(item => isScalar(item.key) && String(item.key.value) === step)
      if (pair === undefined) break
      offset = startOf(pair.key)
      node = pair.value
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step]
      offset = node === undefined ? offset : startOf(node)
    } else break
  }
  if (key !== undefined && isMap(node)) {
    const pair = node.items.find(item => isScalar(item.key) && String(item.key.value) === key)
    if (pair !== undefined) return startOf(pair.key)
  }
  if (isScalar(node)) return startOf(node)
  return offset
}

const startOf = (node: unknown): number => (node as Node | null)?.range?.[0] ?? 0

/** zod's issues as problems at their places. */
export const problemsOf = (file: string, source: YamlSource, error: z.ZodError): Problem[] =>
  error.issues.flatMap(issue => {
    const name = nameOf(issue.path)
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map(key => ({
        file,
        ...source.at(issue.path, key),
        message: `unknown key “${key}”${name === '' ? '' : ` in ${name}`}`,
      }))
    }
    if (issue.code === 'invalid_key') {
      const said = issue.issues[0]?.message ?? issue.message
      return [{ file, ...source.at(issue.path), message: `${name}: ${said}` }]
    }
    return [{ file, ...source.at(issue.path), message: plain(name, issue.message) }]
  })

const nameOf = (path: readonly PathKey[]): string =>
  path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`,
    )
    .join('')

const plain = (name: string, message: string): string => {
  const said = message.replace(/^Invalid (input|option): /, '')
  const missing = /^(.*), received undefined$/.exec(said)
  if (missing !== null) return `${name} is missing: ${missing[1]}`
  return name === '' ? said : `${name}: ${said}`
}
