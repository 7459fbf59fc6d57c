import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packTar } from '../../server/hosts/tar.ts'
import type { Tree } from '../../server/hosts/tree.ts'

const file = (path: string, text: string, executable = false) =>
  ({ kind: 'file', path, executable, bytes: Buffer.from(text) }) as const

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hatchery-tar-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const unpack = (tree: Tree, root: string) =>
  execFileSync('tar', ['-x', '-f', '-', '-C', folder], { input: packTar(tree, root) })

describe('a packed tree', () => {
  it('unpacks to the same files, modes and links', () => {
    const long = `deep/${'folder/'.repeat(20)}${'n'.repeat(90)}.txt`
    const tree: Tree = [
      file('empty', ''),
      file('exactly-a-block', 'x'.repeat(512)),
      file('run.sh', '#!/bin/sh\n', true),
      file('sub/grüße.txt', 'Grüße\n'),
      file(long, 'far down'),
      { kind: 'link', path: 'here', target: 'sub/grüße.txt' },
    ]

    unpack(tree, 'etc/puppet')

    const at = (path: string) => join(folder, 'etc/puppet', path)
    expect(readFileSync(at('empty'), 'utf8')).toBe('')
    expect(readFileSync(at('exactly-a-block'), 'utf8')).toBe('x'.repeat(512))
    expect(readFileSync(at('sub/grüße.txt'), 'utf8')).toBe('Grüße\n')
    expect(readFileSync(at(long), 'utf8')).toBe('far down')
    expect(readlinkSync(at('here'))).toBe('sub/grüße.txt')
    expect(statSync(at('run.sh')).mode & 0o777).toBe(0o755)
    expect(statSync(at('empty')).mode & 0o777).toBe(0o644)
  })

  it('has no entry for the folder that it is unpacked into', () => {
    const list = execFileSync('tar', ['-t', '-f', '-'], { input: packTar([file('a', '1')], '') })
    expect(list.toString()).toBe('a\n')
  })

  it('refuses a path that the format cannot hold, by its name', () => {
    const name = 'n'.repeat(101)
    expect(() => packTar([file(name, '')], '')).toThrow(name)
  })
})
