import { describe, expect, it } from 'vitest'
import { parseExercise } from '../../../server/exercises/parse.ts'
import { EXERCISE_YAML, folderOf, KNOWN, problemsWith, sampleExercise } from './sample.ts'

const yaml = (from: string, to: string) => {
  if (!EXERCISE_YAML.includes(from)) throw new Error(`the sample lacks ${from}`)
  return { 'exercise.yaml': EXERCISE_YAML.replace(from, to) }
}

describe('an exercise', () => {
  it('parses from the example of the specification', () => {
    const exercise = sampleExercise()
    expect(exercise.checks.map(({ id, type, invariant }) => [id, type, invariant])).toEqual([
      ['page-answers', 'probe', false],
      ['stays-up', 'level', false],
      ['backend-private', 'probe', true],
    ])
    expect(exercise.checks[1]).toMatchObject({ of: 'page-answers', holds: 10_000 })
    expect(exercise.fault).toMatchObject({ on: 'www01', breaks: ['page-answers'] })
    expect(exercise.rubric).toEqual([
      { id: 'http', skill: 'http', look: 'Read the error log before changing anything' },
    ])
    expect(exercise.ticket.priority).toBe('normal')
  })

  it('has a version that any file changes', () => {
    const version = sampleExercise().version
    expect(sampleExercise().version).toBe(version)
    expect(sampleExercise({ 'files/page.html': 'x' }).version).not.toBe(version)
  })

  it('runs a script on the host that it names', () => {
    const changes = {
      ...yaml('hosts:\n', 'hosts:\n  db01: { role: www }\n'),
      'solutions/b.sh': '#!/bin/bash\n# on: db01\ntrue\n',
    }
    expect(sampleExercise(changes).solutions.map(({ path, on }) => [path, on])).toEqual([
      ['solutions/a.sh', 'www01'],
      ['solutions/b.sh', 'db01'],
    ])
  })
})

describe('a fault in an exercise is told with its place', () => {
  const cases: [string, Record<string, string | null>, string][] = [
    [
      'an unknown key',
      yaml('subrole: web', 'subrole: web\nsolution: easy'),
      'web-502/exercise.yaml:4:1: unknown key “solution”',
    ],
    [
      'a missing key',
      yaml('minutes: 20\n', ''),
      'web-502/exercise.yaml:1:1: minutes is missing: expected number',
    ],
    [
      'a value out of range',
      yaml('difficulty: 2 ', 'difficulty: 9 '),
      'web-502/exercise.yaml:4:13: difficulty: Too big: expected number to be <=5',
    ],
    [
      'an unknown key of a check',
      yaml('from: outside\n    tcp: { host: www01', 'from: outside\n    tcp: { hots: www01'),
      'web-502/exercise.yaml:24:12: unknown key “hots” in invariants[0].tcp',
    ],
    [
      'an empty check',
      yaml("    http: { url: http://www01/, status: 200, contains: '{{marker}}' }\n", ''),
      'web-502/exercise.yaml:12:5: checks[0]: an empty check: expected one of http, tcp, dns, unit, file, run, or holds with of',
    ],
    [
      'two kinds in one check',
      yaml('from: outside\n    http', 'from: outside\n    dns: { name: a, expect: [] }\n    http'),
      'web-502/exercise.yaml:12:5: checks[0]: expected one kind, found http and dns',
    ],
    [
      'a bad duration',
      yaml('holds: 10s', 'holds: 10 seconds'),
      'web-502/exercise.yaml:18:12: checks[1].holds: expected a duration such as 500ms, 10s or 2m',
    ],
    [
      'an unknown skill',
      yaml('[http, systemd]', '[http, cooking]'),
      'web-502/exercise.yaml:2:16: unknown skill cooking: expected one of http, systemd',
    ],
    [
      'an unknown role',
      yaml('role: www,', 'role: wiki,'),
      'web-502/exercise.yaml:7:18: unknown role wiki: expected one of www',
    ],
    [
      'an unknown grant',
      yaml('[web-operator]', '[all]'),
      'web-502/exercise.yaml:7:32: unknown grant all: expected one of web-operator',
    ],
    [
      'a host that is not there',
      yaml('on: www01', 'on: www02'),
      'web-502/exercise.yaml:10:14: there is no host www02: expected one of www01',
    ],
    [
      'a check broken that is not there',
      yaml('breaks: [page-answers]', 'breaks: [stays-up]'),
      'web-502/exercise.yaml:10:45: there is no check stays-up: expected one of page-answers',
    ],
    [
      'an unknown variant',
      yaml('{{marker}}', '{{word}}'),
      'web-502/exercise.yaml:12:5: unknown variant {{word}}: expected one of marker, port',
    ],
    [
      'an id that comes twice',
      yaml('id: backend-private', 'id: page-answers'),
      'web-502/exercise.yaml:12:9: the id page-answers comes twice',
    ],
    [
      'a script that leaves the folder',
      yaml('run: fault.sh', 'run: ../../etc/passwd'),
      'web-502/exercise.yaml:10:26: fault.run: expected a path inside the folder',
    ],
    [
      'a script that is not there',
      yaml('run: fault.sh', 'run: break.sh'),
      'web-502/exercise.yaml:10:26: fault: there is no file break.sh',
    ],
    ['no ticket', { 'ticket.md': null }, 'web-502/ticket.md:1:1: missing: what the reporter says'],
    [
      'a ticket without front matter',
      { 'ticket.md': 'It is broken.\n' },
      'web-502/ticket.md:1:1: expected front matter (from, subject, priority) between two lines of ---',
    ],
    [
      'an unknown priority',
      { 'ticket.md': '---\nfrom: Somebody\nsubject: Broken page\npriority: now\n---\nHelp.\n' },
      'web-502/ticket.md:4:11: priority: expected one of "low"|"normal"|"high"|"urgent"',
    ],
    [
      'a hint without a cost',
      { 'hints.md': '# Hints\n\n## Look\n\nRead the log.\n' },
      'web-502/hints.md:4:1: “Look”: expected a line “cost: 1” to “cost: 5”',
    ],
    [
      'no solution',
      { 'solutions/a.sh': null },
      'web-502/solutions:1:1: expected at least one solution: *.sh',
    ],
    [
      'no wrong fix',
      { 'wrong/a.sh': null },
      'web-502/wrong:1:1: expected at least one plausible wrong fix: *.sh',
    ],
    [
      'a ticket that names what the fault touches',
      { 'ticket.md': '---\nfrom: Ada\nsubject: It is broken\n---\nIs it /etc/default/builds?\n' },
      'web-502/ticket.md:5:7: names “/etc/default/builds”, which the fault touches; a reporter tells symptoms only',
    ],
    [
      'a ticket that names a drawn value',
      { 'ticket.md': '---\nfrom: Ada\nsubject: Port 8082 is odd\n---\nPlease look.\n' },
      'web-502/ticket.md:3:15: names “8082”, which the fault touches; a reporter tells symptoms only',
    ],
    [
      'YAML that is none',
      { 'exercise.yaml': 'title: [oh\nskills: {\n' },
      'web-502/exercise.yaml:2:1: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ]
  it.each(cases)('%s', (_name, changes, expected) => {
    expect(problemsWith(changes)).toContain(expected)
  })

  it('once for each, so that an author mends all in one go', () => {
    const changes = {
      ...yaml('[http, systemd]', '[cooking]'),
      'hints.md': null,
      'wrong/a.sh': null,
    }
    expect(problemsWith(changes)).toHaveLength(3)
  })
})

describe('a hostile file', () => {
  it('that multiplies aliases is refused', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
    for (let n = 1; n < 10; n += 1) {
      lines.push(
        `a${n}: &a${n} [${Array(10)
          .fill(`*a${n - 1}`)
          .join(', ')}]`,
      )
    }
    expect(problemsWith({ 'exercise.yaml': lines.join('\n') })[0]).toMatch(
      /exercise.yaml:1:1: not readable as YAML: Excessive alias count/,
    )
  })

  it('that is huge is refused before it is parsed', () => {
    const text = `title: ${'x'.repeat(70_000)}`
    expect(problemsWith({ 'exercise.yaml': text })[0]).toMatch(/larger than 64 KiB/)
  })

  it('that nests without end is refused before it is parsed', () => {
    expect(problemsWith({ 'exercise.yaml': `a: ${'['.repeat(60_000)}` })[0]).toMatch(
      /nested deeper/,
    )
    expect(problemsWith({ 'exercise.yaml': `${'- '.repeat(20_000)}a` })[0]).toMatch(/nested deeper/)
  })

  it('with a tag of its own is refused', () => {
    const text = EXERCISE_YAML.replace('title: The', 'title: !js/function The')
    expect(problemsWith({ 'exercise.yaml': text })[0]).toMatch(/Unresolved tag/)
  })

  it('with a folder’s name that is no slug is refused', () => {
    const parsed = parseExercise(folderOf({}, 'Web 502'), KNOWN)
    expect(parsed.ok).toBe(false)
  })
})
