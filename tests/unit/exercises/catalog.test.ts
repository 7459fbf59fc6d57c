import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadCatalog, loadExercise } from '../../../server/exercises/catalog.ts'
import { formatProblem } from '../../../server/exercises/yaml-source.ts'
import { folderOf } from './sample.ts'

const ESTATE = { roles: new Set(['www']), grants: new Set(['web-operator']) }

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'catalog-'))
  const skills =
    'http: { title: HTTP, about: Web servers }\nsystemd: { title: Units, about: Services }\n'
  writeFileSync(join(folder, 'skills.yaml'), skills)
  for (const [name, text] of folderOf().files) {
    mkdirSync(join(folder, 'web-502', name, '..'), { recursive: true })
    writeFileSync(join(folder, 'web-502', name), text)
  }
})
afterEach(() => rmSync(folder, { recursive: true }))

const problems = async () => {
  const { broken } = await loadCatalog(folder, ESTATE)
  return broken.flatMap(one => one.problems.map(formatProblem))
}

describe('the catalogue', () => {
  it('refuses a link, which may lead out of the folder', async () => {
    symlinkSync('/etc/hostname', join(folder, 'web-502/files.txt'))
    expect(await problems()).toEqual([
      'web-502/files.txt:1:1: expected a plain file: a link may leave the folder',
    ])
  })

  it('refuses a second exercise of the same title and keeps the first', async () => {
    cpSync(join(folder, 'web-502'), join(folder, 'web-again'), { recursive: true })
    expect(await problems()).toEqual([
      'web-again/exercise.yaml:1:1: the title is also that of web-502; people would mix them up',
    ])
    expect([...(await loadCatalog(folder, ESTATE)).exercises.keys()]).toEqual(['web-502'])
  })

  it('says that the skills are broken, and where', async () => {
    writeFileSync(join(folder, 'skills.yaml'), 'http: { title: HTTP }\n')
    expect(await problems()).toContain('skills.yaml:1:1: http.about is missing: expected string')
  })

  it('says in words that a path holds no exercise', async () => {
    const parsed = await loadExercise(join(folder, 'nothing'), ESTATE)
    expect(parsed).toMatchObject({
      ok: false,
      problems: [{ message: 'there is no such folder; expected one that holds exercise.yaml' }],
    })
  })
})
