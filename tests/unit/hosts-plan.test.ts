import { describe, expect, it } from 'vitest'
import { describeControlRepo, readControlRepo } from '../../server/hosts/control-repo.ts'
import { planImages, progressOf, STAGES } from '../../server/hosts/plan.ts'
import { hashTree, type Tree } from '../../server/hosts/tree.ts'

const file = (path: string, text: string, executable = false) =>
  ({ kind: 'file', path, executable, bytes: Buffer.from(text) }) as const

const repo = (...more: Tree): Tree => [
  file('environment.conf', 'modulepath = site-modules:$basemodulepath\n'),
  file('manifests/site.pp', 'node default {}'),
  file('site-modules/role/manifests/www.pp', 'class role::www {}'),
  ...more,
]

const inputs = (change: Partial<Parameters<typeof planImages>[0]> = {}) => ({
  base: [file('install.sh', 'apt-get install systemd')],
  probe: [file('install.sh', 'apt-get install curl')],
  clean: 'rm -rf /tmp/hatchery',
  control: describeControlRepo(repo()),
  ...change,
})

const tags = (change: Partial<Parameters<typeof planImages>[0]> = {}) => {
  const { base, probe, roles } = planImages(inputs(change))
  return { base: base.tag, probe: probe.tag, www: roles[0]?.tag }
}

describe('tags of images', () => {
  it('are the same for the same files', () => {
    expect(tags()).toEqual(tags())
    expect(tags().www).toMatch(/^hatchery\/www:[0-9a-f]{12}$/)
  })

  it('change for the roles alone when the control repo changes', () => {
    const control = describeControlRepo(repo(file('data/common.yaml', 'a: 1')))
    const changed = tags({ control })
    expect(changed).toEqual({ ...tags(), www: changed.www })
    expect(changed.www).not.toBe(tags().www)
  })

  it('change for base and roles when the base changes', () => {
    const changed = tags({ base: [file('install.sh', 'apt-get install systemd cron')] })
    expect(changed.probe).toBe(tags().probe)
    expect(changed.base).not.toBe(tags().base)
    expect(changed.www).not.toBe(tags().www)
  })
})

describe('the hash of a tree', () => {
  it('tells content, name and mode apart', () => {
    const hashes = [
      [file('a', 'b')],
      [file('a', 'c')],
      [file('b', 'b')],
      [file('a', 'b', true)],
      [{ kind: 'link', path: 'a', target: 'b' } as const],
      [file('ab', '')],
    ].map(hashTree)
    expect(new Set(hashes).size).toBe(hashes.length)
  })
})

describe('progress', () => {
  const { boot, apply, save } = STAGES
  const stages = [boot, apply, save]
  const total = boot.usualMs + apply.usualMs + save.usualMs

  it('begins at nothing and moves by the usual share of each stage', () => {
    expect(progressOf(stages, boot, 0)).toBe(0)
    expect(progressOf(stages, apply, 0)).toBeCloseTo(boot.usualMs / total)
    expect(progressOf(stages, apply, apply.usualMs / 2)).toBeCloseTo(
      (boot.usualMs + apply.usualMs / 2) / total,
    )
  })

  it('waits short of the next stage when one takes longer than usual', () => {
    const late = progressOf(stages, save, 60 * 60_000)
    expect(late).toBeLessThan(1)
    expect(late).toBeGreaterThan(progressOf(stages, save, 0))
  })
})

describe('a control repo', () => {
  it('names its roles by the manifests of the role module, wherever modules are', () => {
    const tree: Tree = [
      file('environment.conf', 'modulepath = site:modules:$basemodulepath\n'),
      file('manifests/site.pp', ''),
      file('modules/role/manifests/db.pp', ''),
      file('site/role/manifests/init.pp', ''),
      file('site/role/manifests/www.pp', ''),
      file('site/profile/manifests/base.pp', ''),
    ]
    expect(describeControlRepo(tree).roles).toEqual(['db', 'www'])
  })

  it('names its sub-roles and says whose they are', () => {
    const bundle = (allow: string) =>
      `profile::subroles::bundles:\n  NAME:\n    summary: s\n    allows: [${allow}]\n`
    const { subroles } = describeControlRepo(
      repo(
        file('data/common.yaml', bundle('id').replace('NAME', 'host-admin')),
        file('data/roles/www.yaml', bundle('nginx -t').replace('NAME', 'web-operator')),
      ),
    )
    expect([...subroles.keys()]).toEqual(['host-admin', 'web-operator'])
    expect(subroles.get('host-admin')?.role).toBeNull()
    expect(subroles.get('web-operator')).toEqual({
      summary: 's',
      role: 'www',
      allows: ['nginx -t'],
      denies: [],
    })
  })

  it('is refused with what is missing', () => {
    expect(() => describeControlRepo([])).toThrow('manifests/site.pp is missing')
    expect(() => describeControlRepo([file('manifests/site.pp', '')])).toThrow('no role was found')
    expect(() =>
      describeControlRepo(repo(file('site-modules/role/manifests/base.pp', ''))),
    ).toThrow('rename it')
  })

  it('is refused by its name when the folder is not there, or is an address', async () => {
    const broken = (words: string) => ({
      code: 'control-repo-broken',
      detail: expect.stringContaining(words),
    })
    await expect(readControlRepo('/not/there')).rejects.toMatchObject(broken('/not/there'))
    await expect(readControlRepo('https://git.lab.test/control')).rejects.toMatchObject(
      broken('clone it'),
    )
  })
})
