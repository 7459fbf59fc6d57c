import { describe, expect, test } from 'vitest'
import type { ExerciseCard } from '../../server/exercises/view.ts'
import type { ImageView, StatusView } from '../../server/hosts/view.ts'
import type { UptimeCell } from '../../server/incubation/view.ts'
import type { RecordingSummary } from '../../server/recordings/view.ts'
import { parseProblem } from '../../web/api/problem.ts'
import { firstPage, tokenOf } from '../../web/pages/enter/first-page.ts'
import { ANY, filterExercises, skillsOf } from '../../web/pages/exercises/filter.ts'
import {
  checkRequest,
  EMPTY_REQUEST,
  errorsOf,
  probeUrl,
  requestBody,
} from '../../web/pages/incubation/request.ts'
import { cellWords, stripWords } from '../../web/pages/incubation/strip.ts'
import {
  filterRecordings,
  NEWEST_FIRST,
  nextSort,
  sortRecordings,
} from '../../web/pages/recordings-list/rows.ts'
import { overallProgress, readinessOf } from '../../web/pages/start/preparing.ts'

const image = (state: ImageView['state'], progress: number): ImageView => ({
  name: 'www',
  state,
  stage: '',
  progress,
  ms: 0,
  error: null,
})

const status = (list: ImageView[], ok = true): StatusView => ({
  status: ok ? 'ok' : 'degraded',
  version: '0.1.0',
  engine: { kind: 'docker', version: '1', ok, detail: '' },
  images: { ready: list.filter(i => i.state === 'ready').length, total: list.length, list },
})

const session = (role: 'owner' | 'apprentice') => ({
  member: { id: 'm', handle: 'ada', name: 'Ada', role },
  can: [],
})

describe('the first page', () => {
  const preparing = status([image('building', 0.5)])
  const ready = status([image('ready', 1)])

  test('an owner sees what is being prepared', () => {
    expect(firstPage(session('owner'), { status: preparing, members: 2 })).toBe('/start')
    const silent = status([image('ready', 1)], false)
    expect(firstPage(session('owner'), { status: silent, members: 2 })).toBe('/start')
  })

  test('an owner who is alone sees whom to invite', () => {
    expect(firstPage(session('owner'), { status: ready, members: 1 })).toBe('/start')
  })

  test('everybody else, and an owner of a ready place, goes to the path', () => {
    expect(firstPage(session('apprentice'), { status: preparing, members: 1 })).toBe('/')
    expect(firstPage(session('owner'), { status: ready, members: 2 })).toBe('/')
    expect(firstPage(session('owner'), null)).toBe('/')
  })

  test('the token is what follows the #', () => {
    expect(tokenOf('#abc')).toBe('abc')
    expect(tokenOf('#')).toBeNull()
    expect(tokenOf('')).toBeNull()
  })
})

describe('preparing', () => {
  test('a ready image counts whole, whatever progress it left behind', () => {
    expect(overallProgress([image('ready', 0.2), image('building', 0.5)])).toBe(0.75)
    expect(overallProgress([])).toBe(0)
  })

  test('a failed image or a silent engine needs a hand', () => {
    expect(readinessOf(status([image('failed', 0.3)]))).toBe('stuck')
    expect(readinessOf(status([image('ready', 1)], false))).toBe('stuck')
    expect(readinessOf(status([image('waiting', 0)]))).toBe('preparing')
    expect(readinessOf(status([image('ready', 1)]))).toBe('ready')
  })
})

const card = (slug: string, skills: string[], state: ExerciseCard['own']['state']) => ({
  slug,
  title: slug,
  practises: '',
  skills,
  subrole: null,
  difficulty: 1,
  minutes: 10,
  hosts: [],
  own: { state, attempts: 0, attemptId: null },
  notReady: null,
})

describe('exercises', () => {
  const cards = [card('web-502', ['http'], 'solved'), card('dns-gone', ['dns', 'http'], 'new')]
  const slugs = (filter: Partial<Parameters<typeof filterExercises>[1]>) =>
    filterExercises(cards, { text: '', skill: ANY, state: ANY, ...filter }).map(c => c.slug)

  test('are narrowed by skill, state and words together', () => {
    expect(slugs({ skill: 'http' })).toEqual(['web-502', 'dns-gone'])
    expect(slugs({ skill: 'http', state: 'new' })).toEqual(['dns-gone'])
    expect(slugs({ text: '502' })).toEqual(['web-502'])
    expect(slugs({ text: '502', state: 'new' })).toEqual([])
  })

  test('name each skill once, in order', () => {
    expect(skillsOf(cards)).toEqual(['dns', 'http'])
  })
})

const recording = (id: string, change: Partial<RecordingSummary> = {}): RecordingSummary => ({
  id,
  title: 'The job never runs',
  kind: 'exercise',
  member: { id: 'ada', handle: 'ada', name: 'Ada' },
  state: 'complete',
  startedAt: 0,
  endedAt: 1,
  durationMs: 1,
  terminals: 1,
  outcome: 'solved',
  reviews: 0,
  ...change,
})

describe('recordings', () => {
  const rows = [
    recording('a', { startedAt: 1, durationMs: 9 }),
    recording('b', { startedAt: 3, outcome: 'gave-up' }),
    recording('c', { startedAt: 2, member: { id: 'lin', handle: 'linus', name: 'linus' } }),
  ]
  const ids = (list: RecordingSummary[]) => list.map(row => row.id).join('')

  test('come newest first', () => {
    expect(ids(sortRecordings(rows, NEWEST_FIRST))).toBe('bca')
  })

  test('stay newest first where the chosen column is equal', () => {
    expect(ids(sortRecordings(rows, { by: 'durationMs', descending: true }))).toBe('abc')
    expect(ids(sortRecordings(rows, { by: 'title', descending: false }))).toBe('bca')
  })

  test('a second press on a column turns it round', () => {
    const once = nextSort(NEWEST_FIRST, 'member')
    expect(once).toEqual({ by: 'member', descending: false })
    expect(nextSort(once, 'member')).toEqual({ by: 'member', descending: true })
    expect(nextSort(once, 'reviews')).toEqual({ by: 'reviews', descending: true })
  })

  test('are narrowed by member, outcome and words', () => {
    const found = (change: object) =>
      ids(filterRecordings(rows, { text: '', member: ANY, outcome: ANY, ...change }))
    expect(found({ member: 'lin' })).toBe('c')
    expect(found({ outcome: 'gave-up' })).toBe('b')
    expect(found({ text: 'linus' })).toBe('c')
  })
})

describe('the uptime strip in words', () => {
  const cell = (state: UptimeCell['state'], up = 0, down = 0): UptimeCell => ({
    from: 0,
    to: 60_000,
    state,
    up,
    down,
  })

  test('counts what was probed', () => {
    const cells = [cell('up', 4), cell('mixed', 1, 3), cell('down', 0, 4), cell('none')]
    expect(stripWords(cells)).toBe('Uptime over 3 periods: 1 up, 1 up in part, 1 down')
  })

  test('says when nothing was probed', () => {
    expect(stripWords([cell('none')])).toBe('Uptime: nothing was probed yet')
    expect(cellWords(cell('none'))).toMatch(/, 1 min: not probed$/)
  })

  test('a cell gives its counts', () => {
    expect(cellWords(cell('mixed', 1, 3))).toMatch(/: up in part, 1 of 4 probes answered$/)
  })
})

describe('the request for an incubation', () => {
  const whole = { ...EMPTY_REQUEST, memberId: 'ada', name: 'builds', charter: 'Show the builds.' }

  test('finds nothing wrong with a whole one', () => {
    expect(checkRequest(whole)).toEqual({})
  })

  test('names each field that is missing or wrong', () => {
    const errors = checkRequest({ ...EMPTY_REQUEST, days: '0', everySeconds: '1.5' })
    expect(Object.keys(errors).sort()).toEqual([
      'charter',
      'days',
      'everySeconds',
      'memberId',
      'name',
    ])
  })

  test('the address of the probe follows from the name until it is typed', () => {
    expect(probeUrl(whole)).toBe('http://builds/')
    expect(probeUrl({ ...whole, url: ' http://builds/health ' })).toBe('http://builds/health')
    expect(probeUrl(EMPTY_REQUEST)).toBe('')
  })

  test('sends numbers as numbers', () => {
    expect(requestBody(whole)).toMatchObject({
      days: 14,
      probe: { url: 'http://builds/', expect: '', everySeconds: 30 },
    })
  })

  test('puts what the server finds wrong beside the field', () => {
    const problem = parseProblem(400, {
      errors: [
        { path: 'probe.url', message: 'give an address' },
        { path: 'elsewhere', message: 'odd' },
      ],
    })
    expect(errorsOf(problem)).toEqual({ url: 'give an address' })
  })
})
