import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadExercise } from '../../server/exercises/catalog.ts'
import { formatReport, type GateResult } from '../../server/exercises/proof-report.ts'
import { proveExercise } from '../../server/exercises/prover.ts'
import { stageFault } from '../../server/exercises/staging.ts'
import { drawVariant } from '../../server/exercises/variants.ts'
import { createWatcher } from '../../server/exercises/watcher.ts'
import { systemClock } from '../../server/kernel/clock.ts'
import { ok, unwrap } from '../../server/kernel/result.ts'
import { createProofWorld } from './exercises-world.ts'

const catalogue = fileURLToPath(new URL('../../exercises', import.meta.url))
const MINUTES = 60_000

let world: Awaited<ReturnType<typeof createProofWorld>>
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'exercises-'))
  cpSync(join(catalogue, 'skills.yaml'), join(folder, 'skills.yaml'))
  world = await createProofWorld()
}, 15 * MINUTES)

afterAll(async () => {
  await world?.close()
  rmSync(folder, { recursive: true })
}, 2 * MINUTES)

const prove = (path: string, seeds = [1]) =>
  proveExercise(
    {
      labs: world.labs,
      estate: world.estate,
      clock: systemClock,
      sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
    },
    { path, seeds, atOnce: 2 },
  )

const verdicts = (gates: readonly GateResult[]) =>
  gates.map(({ gate, subject, passed, said }) => ({ gate, subject, passed, said }))

/** web-502 with one solution, one wrong fix and no waiting, to be spoilt. */
const spoil = (slug: string, solution: string, wrong: string, survives: string): string => {
  const path = join(folder, slug)
  cpSync(join(catalogue, 'web-502'), path, { recursive: true })
  const scripts = ['solutions', 'wrong'].flatMap(part =>
    readdirSync(join(path, part)).map(
      name => [part, name, readFileSync(join(path, part, name))] as const,
    ),
  )
  const textOf = (wanted: string) => scripts.find(([, name]) => name === wanted)?.[2] ?? ''
  for (const [part, name] of scripts) rmSync(join(path, part, name))
  writeFileSync(join(path, 'solutions', solution), textOf(solution))
  writeFileSync(join(path, 'wrong', wrong), textOf(wrong))
  const yaml = readFileSync(join(path, 'exercise.yaml'), 'utf8')
    .replace(/ {2}- id: stays-up\n(?: {4}.*\n)+/, '')
    .replace('survives: [reboot, puppet]', `survives: [${survives}]`)
  writeFileSync(join(path, 'exercise.yaml'), yaml)
  return path
}

describe('the prover', () => {
  it(
    'passes web-502 through every gate and says where each wrong fix is red',
    async () => {
      const report = await prove(join(catalogue, 'web-502'))
      expect(report.passed, formatReport(report)).toBe(true)
      const solved = (changed: string) =>
        `all green after it, after reboot, after puppet; changed www01:${changed}`
      expect(verdicts(report.gates)).toMatchObject([
        { gate: 1, said: 'nothing to object to' },
        { gate: 2, said: 'all 5 are green' },
        { gate: 3, said: expect.stringContaining('page-answers: 502 from nginx, expected 200') },
        {
          gate: 4,
          subject: 'solutions/follow-the-service.sh',
          said: solved('/etc/nginx/sites-available/builds'),
        },
        { gate: 4, subject: 'solutions/move-it-back.sh', said: solved('/etc/default/builds') },
        {
          gate: 5,
          subject: 'wrong/open-backend.sh',
          said: expect.stringContaining('backend-private'),
        },
        {
          gate: 5,
          subject: 'wrong/relay-by-hand.sh',
          said: 'red after reboot: page-answers: 502 from nginx, expected 200',
        },
        { gate: 5, subject: 'wrong/restart-nginx.sh' },
        { gate: 5, subject: 'wrong/saved-copy.sh', said: expect.stringContaining('page-is-live') },
        { gate: 5, subject: 'wrong/static-page.sh', said: expect.stringContaining('page-answers') },
      ])
    },
    8 * MINUTES,
  )

  it(
    'refuses a fault that breaks nothing, at gate 3, and the wrong fix that is then none, at gate 5',
    async () => {
      const path = spoil('no-fault', 'move-it-back.sh', 'restart-nginx.sh', '')
      writeFileSync(join(path, 'fault.sh'), 'true\n')
      const report = await prove(path)
      expect(report.passed).toBe(false)
      expect(verdicts(report.gates)).toMatchObject([
        { gate: 1, passed: true },
        { gate: 2, passed: true },
        {
          gate: 3,
          passed: false,
          said: expect.stringContaining('the fault does not break page-answers: 200 from nginx'),
        },
        { gate: 4, passed: true },
        {
          gate: 5,
          passed: false,
          said: 'stays green after it: it is a solution, or a check is missing',
        },
      ])
    },
    4 * MINUTES,
  )

  it(
    'refuses a solution that a reboot undoes, at gate 4, with the words of the check',
    async () => {
      const path = spoil('not-lasting', 'relay-by-hand.sh', 'restart-nginx.sh', 'reboot')
      const report = await prove(path)
      const solution = report.gates.find(({ gate }) => gate === 4)
      expect(solution).toMatchObject({
        passed: false,
        said: 'red after reboot: page-answers: 502 from nginx, expected 200',
      })
      expect(formatReport(report)).toContain('is refused: 1 of 5 gates failed')
    },
    4 * MINUTES,
  )

  it(
    'finds web-502 solvable with what its login is granted, and no more',
    async () => {
      const parsed = await loadExercise(join(catalogue, 'web-502'), world.estate)
      if (!parsed.ok) throw new Error('web-502 is broken')
      const { exercise } = parsed
      const variant = drawVariant(exercise, 1)
      const created = unwrap(
        await world.labs.create({
          kind: 'proof',
          ownerId: 'prover',
          login: 'ada',
          title: 'grants',
          topology: { hosts: exercise.hosts },
          ttl: null,
          stage: async access => {
            const staged = await stageFault(access, exercise, variant)
            return staged.ok ? ok(undefined) : staged
          },
        }),
      )
      try {
        unwrap(await world.labs.whenReady(created.id))
        const access = world.labs.access(created.id)
        if (access === null) throw new Error('no access')
        const asAda = async (command: string[], editor = '') => {
          const env = { SUDO_EDITOR: editor, HOME: '/home/ada' }
          const result = await access.exec('www01', { command, env, user: 'ada', workdir: '/' })
          return { command, exitCode: result.exitCode, stderr: result.stderr }
        }
        const allowed = async (...args: Parameters<typeof asAda>) =>
          expect(await asAda(...args)).toMatchObject({ exitCode: 0 })

        await allowed(['sudo', '-n', 'tail', '/var/log/nginx/error.log'])
        await allowed(['systemctl', 'status', 'builds'])
        await allowed(['ss', '-ltn'])
        await allowed(
          ['sudoedit', '-n', '/etc/nginx/sites-available/builds'],
          `sed -i s/127.0.0.1:8080/127.0.0.1:${variant.port}/`,
        )
        await allowed(['sudo', '-n', 'nginx', '-t'])
        await allowed(['sudo', '-n', 'systemctl', 'reload', 'nginx'])
        expect(await asAda(['sudo', '-n', 'id'])).toMatchObject({ exitCode: 1 })

        const sleep = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
        const watcher = createWatcher({ clock: systemClock, sleep }, exercise, variant, access)
        const board = await watcher.watch(4, 10_000)
        expect(watcher.isGreen(board), watcher.words(board)).toBe(true)
      } finally {
        unwrap(await world.labs.end(created.id, 'Seen.'))
      }
    },
    2 * MINUTES,
  )

  it('leaves nothing of its labs behind', async () => {
    expect(await world.leftovers()).toEqual({ containers: [], networks: [] })
  })
})
