import { describe, expect, it } from 'vitest'
import { failureOf } from '../../server/hosts/failure.ts'

const doing = 'installing packages for base'

describe('why a build failed', () => {
  it('is a full disk, whatever else was said', () => {
    const output = 'Unpacking…\ntar: x: Cannot write: No space left on device\nE: Failed to fetch x'
    expect(failureOf(doing, output)).toMatchObject({
      code: 'no-disk-space',
      status: 507,
      detail: expect.stringContaining('free some space'),
    })
  })

  it('is the mirror when apt cannot reach it', () => {
    const output =
      "Err:1 mirror\n  Temporary failure resolving 'mirror'\nE: Unable to locate package x"
    expect(failureOf(doing, output)).toMatchObject({ code: 'mirror-unreachable', status: 503 })
  })

  it('is told in the words of the tool that complained', () => {
    const output = 'Reading package lists...\nE: Unable to locate package nonsense\nmore'
    expect(failureOf(doing, output)).toMatchObject({
      code: 'image-failed',
      detail: 'Installing packages for base failed: E: Unable to locate package nonsense',
    })
  })

  it('is told by the last words when nobody complained', () => {
    expect(failureOf(doing, 'one\ntwo\n\nthree\nfour\n').detail).toMatch(/failed: two three four$/)
    expect(failureOf(doing, '').detail).toMatch(/it said nothing/)
  })
})
