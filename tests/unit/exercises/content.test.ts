import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadCatalog } from '../../../server/exercises/catalog.ts'
import { exerciseJsonSchema } from '../../../server/exercises/schema.ts'
import { formatProblem } from '../../../server/exercises/yaml-source.ts'
import { readControlRepo } from '../../../server/hosts/control-repo.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const folder = join(root, 'exercises')

const scriptsIn = (path: string): string[] =>
  readdirSync(path).flatMap(name => {
    const full = join(path, name)
    if (statSync(full).isDirectory()) return scriptsIn(full)
    return name.endsWith('.sh') ? [full] : []
  })

describe('the exercises of this repository', () => {
  it('are all whole, by the roles and sub-roles of the control repo', async () => {
    const control = await readControlRepo(join(root, 'images/puppet'))
    const estate = {
      roles: new Set(control.roles),
      grants: new Set(control.subroles.keys()),
    }
    const catalog = await loadCatalog(folder, estate)
    expect(catalog.broken.flatMap(({ problems }) => problems.map(formatProblem))).toEqual([])
    expect([...catalog.exercises.keys()]).toContain('web-502')
  })

  it('have scripts in bash’s strict mode', () => {
    for (const script of scriptsIn(folder)) {
      const lines = readFileSync(script, 'utf8').split('\n')
      expect([script, lines[0]]).toEqual([script, '#!/bin/bash'])
      expect([script, lines.includes('set -euo pipefail')]).toEqual([script, true])
    }
  })

  it('have an up-to-date JSON Schema for editors (npx tsx scripts/exercise-schema.ts)', () => {
    const stored: unknown = JSON.parse(readFileSync(join(folder, 'exercise.schema.json'), 'utf8'))
    expect(stored).toEqual(JSON.parse(JSON.stringify(exerciseJsonSchema())))
  })
})
