import { describe, expect, it } from 'vitest'
import { cyclesOf, importsOf, readModules } from '../support/import-graph.ts'
import { directionFault, SHARED_CODE } from '../support/import-rules.ts'

/** Lines. A test's file is a list of behaviours, not one thing to hold in the head. */
const LONGEST = 250
const LONGEST_TEST = 400

const modules = readModules(['server', 'web', 'scripts', 'tests'])
const imports = modules.flatMap(importsOf)

const edge = (from: string, to: string, typeOnly = false) => ({ from, to, typeOnly })

describe('the modules of this project', () => {
  it('import in the direction of the architecture', () => {
    const faults = imports.flatMap(one => {
      const fault = directionFault(one)
      return fault === null ? [] : [`${one.from} → ${one.to}: ${fault}`]
    })
    expect(faults).toEqual([])
  })

  it('have no cycles, not even of types', () => {
    expect(cyclesOf(imports).map(knot => knot.join(' ↔ '))).toEqual([])
  })

  it('share with the browser only code that knows nothing of Node', () => {
    const faults = imports.filter(
      ({ from, to, typeOnly }) =>
        SHARED_CODE.includes(from) && !typeOnly && !SHARED_CODE.includes(to),
    )
    expect(faults).toEqual([])
  })

  it(`are at most ${LONGEST} lines long, tests ${LONGEST_TEST}`, () => {
    const long = modules
      .map(({ file, source }) => ({ file, lines: source.trimEnd().split('\n').length }))
      .filter(({ file, lines }) => lines > (file.endsWith('.test.ts') ? LONGEST_TEST : LONGEST))
    expect(long).toEqual([])
  })
})

describe('the direction of imports', () => {
  it.each([
    ['a feature and the kernel', 'server/labs/a.ts', 'server/kernel/ids.ts'],
    ['a feature and one before it', 'server/exercises/a.ts', 'server/labs/service.ts'],
    ['what composes and a feature', 'server/app.ts', 'server/reviews/routes.ts'],
    ['the command line and a feature', 'server/cli/link.ts', 'server/people/service.ts'],
    ['a page and the frames', 'web/terminal/socket.ts', 'server/terminals/frames.ts'],
  ])('holds between %s', (_what, from, to) => {
    expect(directionFault(edge(from, to))).toBeNull()
  })

  it.each([
    ['the kernel and a feature', 'server/kernel/a.ts', 'server/labs/port.ts'],
    ['the engine and a feature', 'server/engine/a.ts', 'server/labs/port.ts'],
    ['a feature and one after it', 'server/labs/a.ts', 'server/exercises/service.ts'],
    ['people and any other feature', 'server/people/a.ts', 'server/recordings/store.ts'],
    ['a feature and what composes it', 'server/labs/a.ts', 'server/app.ts'],
    ['a page and code of a feature', 'web/pages/a.tsx', 'server/labs/service.ts'],
    ['a page and code of the kernel', 'web/pages/a.tsx', 'server/kernel/ids.ts'],
    ['the server and a page', 'server/http/static.ts', 'web/main.tsx'],
    ['the server and a test', 'server/labs/a.ts', 'tests/support/fake.ts'],
    ['a folder that nobody placed', 'server/newcomer/a.ts', 'server/labs/service.ts'],
  ])('is broken between %s', (_what, from, to) => {
    expect(directionFault(edge(from, to))).not.toBeNull()
  })

  it('lets a feature and a page take the types of a contract', () => {
    expect(directionFault(edge('server/reviews/a.ts', 'server/labs/view.ts', true))).toBeNull()
    expect(directionFault(edge('web/pages/a.tsx', 'server/labs/view.ts', true))).toBeNull()
    expect(directionFault(edge('web/pages/a.tsx', 'server/labs/view.ts', false))).not.toBeNull()
  })
})

describe('the reader of imports', () => {
  const read = (source: string) =>
    importsOf({ file: 'server/labs/a.ts', source }).map(({ to, typeOnly }) => [to, typeOnly])

  it('finds every form of import', () => {
    const source = [
      "import { a } from './b.ts'",
      "import c, { type D } from '../kernel/ids.ts'",
      'import {\n  e,\n  f,\n} from "./g.ts"',
      "import './styles.css'",
      "export * from './h.ts'",
      "export { i } from './j.ts'",
      "const k = await import('./l.ts')",
    ].join('\n')
    expect(read(source)).toEqual([
      ['server/labs/b.ts', false],
      ['server/kernel/ids.ts', false],
      ['server/labs/g.ts', false],
      ['server/labs/styles.css', false],
      ['server/labs/h.ts', false],
      ['server/labs/j.ts', false],
      ['server/labs/l.ts', false],
    ])
  })

  it('tells types from code', () => {
    const source = [
      "import type { A } from './a1.ts'",
      "import { type B, type C } from './a2.ts'",
      "export type { D } from './a3.ts'",
      "import { type E, f } from './a4.ts'",
    ].join('\n')
    expect(read(source).map(([, typeOnly]) => typeOnly)).toEqual([true, true, true, false])
  })

  it('takes nothing from comments, and is not misled by addresses', () => {
    const source = [
      "// import { a } from './no.ts'",
      "/* import('./no.ts') */",
      "const url = 'http://x.test'",
      "import { b } from './yes.ts'",
      "export const text = 'no import from here'",
    ].join('\n')
    expect(read(source)).toEqual([['server/labs/yes.ts', false]])
  })
})

describe('the finder of cycles', () => {
  it('finds a ring of three and one that imports itself, and nothing in a diamond', () => {
    const ring = [edge('a', 'b'), edge('b', 'c'), edge('c', 'a'), edge('d', 'd')]
    const diamond = [edge('w', 'x'), edge('w', 'y'), edge('x', 'z'), edge('y', 'z')]
    const knots = cyclesOf([...ring, ...diamond]).map(knot => [...knot].sort())
    expect(knots).toEqual([['a', 'b', 'c'], ['d']])
  })
})
