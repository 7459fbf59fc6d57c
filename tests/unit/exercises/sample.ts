import type { ExecResult } from '../../../server/engine/port.ts'
import type { Exercise, ProbeCheck } from '../../../server/exercises/exercise.ts'
import { parseExercise } from '../../../server/exercises/parse.ts'

export const KNOWN = {
  skills: new Set(['http', 'systemd']),
  roles: new Set(['www']),
  grants: new Set(['web-operator']),
}

/** The specification's own example, so that what the design shows is what the parser takes. */
export const EXERCISE_YAML = `title: The build page answers 502
skills: [http, systemd]          # from exercises/skills.yaml
subrole: web
difficulty: 2                    # 1–5
minutes: 20
hosts:
  www01: { role: www, grants: [web-operator] }
variants:                        # drawn by a seed that the attempt keeps
  port: [8081, 8082, 8090]
fault: { on: www01, run: fault.sh, breaks: [page-answers] }
checks:                          # what must become true
  - id: page-answers
    title: The build page answers through the front end
    from: outside
    http: { url: http://www01/, status: 200, contains: '{{marker}}' }
  - id: stays-up
    title: It is still answering after a while
    holds: 10s
    of: page-answers
invariants:                      # what must stay true
  - id: backend-private
    title: The backend is not open to the network
    from: outside
    tcp: { host: www01, port: '{{port}}', expect: refused }
survives: [reboot, puppet]       # the fix must outlive both
answers: []
rubric:
  - { skill: http, look: 'Read the error log before changing anything' }
`

const FILES: Record<string, string> = {
  'exercise.yaml': EXERCISE_YAML,
  'ticket.md': '---\nfrom: Release manager\nsubject: Nobody sees the page\n---\nIt says 502.\n',
  'fault.sh': 'sed -i s/a/b/ /etc/default/builds\nsystemctl restart builds\n',
  'solutions/a.sh': 'true\n',
  'wrong/a.sh': 'true\n',
  'hints.md': '## Look\ncost: 1\n\nRead the log.\n',
  'debrief.md': 'It was the port.\n',
}

/** A folder's files with some of them changed; null takes one away. */
export const folderOf = (changes: Record<string, string | null> = {}, slug = 'web-502') => {
  const files = new Map<string, Buffer>()
  for (const [name, text] of Object.entries({ ...FILES, ...changes })) {
    if (text !== null) files.set(name, Buffer.from(text))
  }
  return { slug, files, problems: [] }
}

export const sampleExercise = (changes: Record<string, string | null> = {}): Exercise => {
  const parsed = parseExercise(folderOf(changes), KNOWN)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.exercise
}

/** What is wrong with the sample once it is changed so, as `file:line:column: message`. */
export const problemsWith = (changes: Record<string, string | null>): string[] => {
  const parsed = parseExercise(folderOf(changes), KNOWN)
  if (parsed.ok) return []
  return parsed.problems.map(({ file, line, column, message }) =>
    [file, line, column, ` ${message}`].join(':'),
  )
}

export const raw = (result: Partial<ExecResult>): ExecResult => ({
  exitCode: 0,
  stdout: '',
  stderr: '',
  timedOut: false,
  truncated: false,
  ms: 12,
  ...result,
})

export const probeCheck = (
  probe: ProbeCheck['probe'],
  more: Partial<ProbeCheck> = {},
): ProbeCheck => ({
  type: 'probe',
  id: 'a',
  title: 'A',
  invariant: false,
  from: 'outside',
  timeout: 5000,
  probe,
  ...more,
})
