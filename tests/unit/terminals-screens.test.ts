import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterEach, expect, it } from 'vitest'
import { systemSchedule } from '../../server/kernel/schedule.ts'
import { createScreens, type Screens } from '../../server/terminals/screens.ts'

const log = pino({ level: 'silent' })
const folders: string[] = []
const made: Screens[] = []
afterEach(async () => {
  for (const screens of made.splice(0)) screens.dispose()
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

const cast = async (lines: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'hatchery-screens-'))
  folders.push(folder)
  const file = join(folder, '1.cast')
  await writeFile(file, lines)
  return { file, position: Buffer.byteLength(lines), offset: 5 }
}

const open = (schedule = systemSchedule) => {
  const screens = createScreens({ schedule, log })
  made.push(screens)
  return screens
}

const HEADER = '{"version":3,"term":{"cols":40,"rows":10}}\n'

it('makes a screen in its worker, and survives a file that it cannot read', async () => {
  const screens = open()
  const broken = await cast('not a cast\n')
  await expect(screens.make(broken)).rejects.toMatchObject({ code: 'screen-unavailable' })
  const good = await cast(`${HEADER}[0.1,"o","hello"]\n`)
  const screen = await screens.make(good)
  expect(screen).toMatchObject({ cols: 40, rows: 10, offset: 4 })
  expect(screen.screen).toContain('hell')
})

it('refuses when too many wait, and gives up on what takes too long', async () => {
  const started: (() => void)[] = []
  const screens = open((ms, run) => {
    if (ms === 20_000) started.push(run)
    return { dispose: () => {} }
  })
  const cursor = { file: '/nowhere', position: 1, offset: 1 }
  const waiting = Array.from({ length: 32 }, () => screens.make(cursor).catch(e => e.detail))
  await expect(screens.make(cursor)).rejects.toMatchObject({ status: 503 })
  started[0]?.()
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(['Making the screen took too long.']))
})
