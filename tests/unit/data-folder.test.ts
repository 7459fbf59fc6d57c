import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemRandom } from '../../server/kernel/random.ts'
import { lockDataFolder, openDataFolder } from '../../server/store/data-folder.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hatchery-data-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('the data folder', () => {
  it('is made where it is missing and keeps its instance id', () => {
    const path = join(root, 'a', 'b')
    const first = openDataFolder(path, systemRandom)
    expect(first.instance).toMatch(/^[0-9a-z]{8}$/)
    expect(openDataFolder(path, systemRandom).instance).toBe(first.instance)
  })

  it('says what to do when it is a file', () => {
    const path = join(root, 'file')
    writeFileSync(path, '')
    expect(() => openDataFolder(path, systemRandom)).toThrow(/HATCHERY_DATA/)
  })

  it('says so, and does not hang, where a file system makes no folders', () => {
    expect(() => openDataFolder('/proc/hatchery/data', systemRandom)).toThrow(/HATCHERY_DATA/)
  })

  it('refuses a second server, and takes one again after the first let go', () => {
    const folder = openDataFolder(root, systemRandom)
    const lock = lockDataFolder(folder)
    expect(() => lockDataFolder(folder)).toThrow(/already serves the data folder/)
    lock.dispose()
    lockDataFolder(folder).dispose()
  })
})
