import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** `from` imports `to`; both are paths in the project, or `to` is a package's name. */
export type Import = {
  readonly from: string
  readonly to: string
  /** Vanishes at run time. */
  readonly typeOnly: boolean
}

export type Module = { readonly file: string; readonly source: string }

/** Every module under the folders, in the project's own paths. */
export const readModules = (folders: readonly string[]): Module[] =>
  folders.flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => /\.(ts|tsx|mjs)$/.test(name) && !name.endsWith('.d.ts'))
      .map(name => posix.join(folder, name))
      .map(file => ({ file, source: readFileSync(join(ROOT, file), 'utf8') })),
  )

/**
 * Comments out of the way: examples in them import nothing. A quoted `//` is an address, and is
 * kept by matching strings first.
 */
const withoutComments = (source: string): string =>
  source.replace(
    /(['"])(?:\\.|(?!\1)[^\\\n])*\1|\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g,
    (match, quote) => (quote === undefined ? '' : match),
  )

const STATIC = /^\s*(?:import|export)\b(?:([^'";]*?)\bfrom\s*|\s*)(['"])([^'"\n]+)\2/gm
const DYNAMIC = /\bimport\(\s*(['"])([^'"\n]+)\1\s*\)/g

const isTypeOnly = (clause: string): boolean => {
  const text = clause.trim()
  if (/^type\b(?!\s*,)/.test(text)) return true
  const braces = /^\{([\s\S]*)\}$/.exec(text)?.[1]
  const names =
    braces
      ?.split(',')
      .map(name => name.trim())
      .filter(name => name !== '') ?? []
  return names.length > 0 && names.every(name => name.startsWith('type '))
}

/** The imports and re-exports of one module. */
export const importsOf = ({ file, source }: Module): Import[] => {
  const code = withoutComments(source)
  const place = (specifier: string) =>
    specifier.startsWith('.')
      ? posix.join(posix.dirname(file), specifier.split('?')[0] ?? '')
      : specifier
  const found = [
    ...[...code.matchAll(STATIC)].map(([, clause = '', , specifier = '']) => ({
      to: place(specifier),
      typeOnly: isTypeOnly(clause),
    })),
    ...[...code.matchAll(DYNAMIC)].map(([, , specifier = '']) => ({
      to: place(specifier),
      typeOnly: false,
    })),
  ]
  return found.map(({ to, typeOnly }) => ({ from: file, to, typeOnly }))
}

/**
 * The cycles of a graph, one for each knot of modules that reach one another (Tarjan's strongly
 * connected components).
 */
export const cyclesOf = (imports: readonly Import[]): string[][] => {
  const targets = new Map<string, string[]>()
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to])
  const order = new Map<string, number>()
  const stack: string[] = []
  const knots: string[][] = []

  const visit = (node: string): number => {
    const index = order.size
    order.set(node, index)
    stack.push(node)
    let lowest = index
    for (const next of targets.get(node) ?? []) {
      if (!order.has(next)) lowest = Math.min(lowest, visit(next))
      else if (stack.includes(next)) lowest = Math.min(lowest, order.get(next) ?? lowest)
    }
    if (lowest === index) {
      const knot = stack.splice(stack.indexOf(node))
      if (knot.length > 1 || targets.get(node)?.includes(node)) knots.push(knot)
    }
    return lowest
  }

  for (const node of targets.keys()) if (!order.has(node)) visit(node)
  return knots
}
