import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CommandIo } from '../../server/cli/command.ts'
import { link } from '../../server/cli/link.ts'

let folder: string
let io: CommandIo
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hatchery-cli-'))
  const env = { HATCHERY_DATA: join(folder, 'data'), HATCHERY_ORIGIN: 'https://h.example.org' }
  io = { env, tell: () => undefined, signal: new AbortController().signal }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const runLink = (options: Record<string, string>) => link.run({ options, operands: [] }, io)

describe('hatchery link', () => {
  it('makes a member and a link to the public origin in a folder that was not there', async () => {
    const { exit, json, text } = await runLink({ handle: 'ada', role: 'apprentice' })
    expect(exit).toBe(0)
    expect(json).toMatchObject({
      member: { handle: 'ada', role: 'apprentice' },
      url: expect.stringMatching(/^https:\/\/h\.example\.org\/enter#[\w-]{43}$/),
    })
    expect(text).toContain((json as { url: string }).url)
  })

  it('gives a member who is there the role and another link', async () => {
    const first = await runLink({ handle: 'ada', role: 'apprentice' })
    const second = await runLink({ handle: 'ada', role: 'reviewer' })
    type Answer = { member: { id: string; role: string }; url: string }
    const [one, two] = [first.json as Answer, second.json as Answer]
    expect(two.member).toEqual({ ...one.member, role: 'reviewer' })
    expect(two.url).not.toBe(one.url)
  })

  it.each([
    [{ role: 'apprentice' }, '--handle is missing.'],
    [{ handle: 'ada' }, '--role is missing.'],
    [{ handle: 'ada', role: 'king' }, '--role is "king"'],
    [{ handle: 'Ada', role: 'apprentice' }, '"Ada"'],
  ])('refuses %j as wrong use', async (options, sentence) => {
    const refused = runLink(options as Record<string, string>)
    await expect(refused).rejects.toMatchObject({ status: 400 })
    await expect(refused).rejects.toThrow(sentence)
  })
})
