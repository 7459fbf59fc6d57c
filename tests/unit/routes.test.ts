import type { Hono } from 'hono'
import { Hono as App } from 'hono'
import { describe, expect, it } from 'vitest'
import { createApp } from '../../server/app.ts'
import { staticPages } from '../../server/http/static.ts'
import { systemRandom } from '../../server/kernel/random.ts'
import { type Principal, ROLES, type Role } from '../../server/kernel/roles.ts'
import { asksPermission, guard, open } from '../../server/people/guard.ts'
import { may, mayGrant, PERMISSIONS } from '../../server/people/permissions.ts'
import { fakeTime } from '../support/fake-time.ts'
import { silent } from '../support/people-fixture.ts'

type Routes = Hono['routes']

/** Stands for every service: routes are only listed here, never called. */
const anything: never = new Proxy(() => anything, {
  get: () => anything,
  apply: () => anything,
}) as never

/** Routes whose first handler asks nobody anything. Those by `use` stand before all of them. */
const unasked = (routes: Routes): string[] => {
  const first = new Map<string, unknown>()
  for (const { method, path, handler } of routes) {
    const key = `${method} ${path}`
    if (method !== 'ALL' && !first.has(key)) first.set(key, handler)
  }
  return [...first].filter(([, handler]) => !asksPermission(handler)).map(([key]) => key)
}

const isApp = (value: unknown): value is Hono =>
  typeof value === 'object' && value !== null && 'routes' in value && Array.isArray(value.routes)

/** Every function of the server whose name ends in `Routes`, as this project names them. */
const FACTORIES = Object.entries(
  import.meta.glob<Record<string, unknown>>('../../server/{*,*/*}.ts', { eager: false }),
).filter(([file]) => /\/(routes|status|[a-z-]+-routes)\.ts$/.test(file))

const routers = await Promise.all(
  FACTORIES.map(async ([file, load]) => {
    const made = Object.entries(await load()).flatMap(([name, factory]) =>
      name.endsWith('Routes') && typeof factory === 'function' ? [[name, factory(anything)]] : [],
    )
    return { file: file.replace('../../', ''), made: Object.fromEntries(made) }
  }),
)

describe('every route', () => {
  const named = routers.flatMap(({ file, made }) =>
    Object.entries(made).map(([name, app]) => ({ file, name, app })),
  )

  it('is made by a function that this test finds', () => {
    expect(named.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['peopleRoutes', 'noticeRoutes', 'reviewRoutes', 'healthRoutes']),
    )
  })

  it.each(named)('of $file $name asks for a permission first', ({ app }) => {
    expect(isApp(app) && app.routes.length > 0).toBe(true)
    expect(isApp(app) ? unasked(app.routes) : []).toEqual([])
  })

  it('of the whole app asks for a permission first', () => {
    const { routes } = createApp(anything, {
      config: { origin: 'https://h.example.org', originIsSet: true },
      clock: fakeTime().clock,
      random: systemRandom,
      log: silent,
      version: '0',
    })
    expect(routes.map(({ path }) => path)).toContain('/api/session')
    expect(unasked(routes as Routes)).toEqual([])
  })

  it('would be found here if it asked for none', () => {
    const app = new App()
      .get('/asks', guard('lab:read'), c => c.text(''))
      .get('/open', open('test'), c => c.text(''))
      .post('/asks', c => c.text(''))
      .get('/late', staticPages('/nowhere'), guard('lab:read'), c => c.text(''))
    expect(unasked(app.routes as Routes)).toEqual(['POST /asks', 'GET /late'])
  })
})

const who = (role: Role): Principal => ({ id: 'me', handle: 'me', name: 'Me', role })

const cell = (role: Role, permission: (typeof PERMISSIONS)[number]): string => {
  const own = may(who(role), permission, 'me')
  const any = may(who(role), permission, 'somebody else')
  if (own && any) return 'all'
  if (own) return 'own'
  return any ? 'others' : '–'
}

const table = (head: string[], rows: string[][]): string =>
  [head, ...rows]
    .map(row =>
      row
        .map(text => text.padEnd(18))
        .join('')
        .trimEnd(),
    )
    .join('\n')

describe('permissions', () => {
  it('are these, for what is one’s own and what is another’s', () => {
    const rows = PERMISSIONS.map(name => [name, ...ROLES.map(role => cell(role, name))])
    expect(`\n${table(['', ...ROLES], rows)}\n`).toMatchInlineSnapshot(`
      "
                        newcomer          apprentice        reviewer          maintainer        owner
      session:read      own               own               own               own               own
      status:read       all               all               all               all               all
      notices:read      all               all               all               all               all
      path:read         own               own               all               all               all
      exercise:read     all               all               all               all               all
      attempt:start     –                 own               own               own               own
      attempt:read      own               own               own               all               all
      attempt:act       –                 own               own               own               own
      lab:read          own               own               own               all               all
      lab:extend        –                 own               own               all               all
      lab:end           –                 own               own               all               all
      terminal:open     –                 own               own               own               own
      terminal:type     –                 own               own               own               own
      terminal:observe  –                 own               own               all               all
      recording:read    own               own               all               all               all
      review:read       own               own               all               all               all
      review:write      –                 –                 others            others            others
      incubation:read   own               own               all               all               all
      incubation:note   –                 –                 others            others            others
      incubation:manage –                 –                 –                 others            others
      member:list       –                 –                 –                 all               all
      member:manage     –                 –                 –                 others            all
      image:build       –                 –                 –                 all               all
      "
    `)
  })

  it('let these roles be handed out', () => {
    const rows = ROLES.map(by => [
      by,
      ...ROLES.map(role => (mayGrant(who(by), role) ? 'yes' : '–')),
    ])
    expect(`\n${table(['', ...ROLES], rows)}\n`).toMatchInlineSnapshot(`
      "
                        newcomer          apprentice        reviewer          maintainer        owner
      newcomer          –                 –                 –                 –                 –
      apprentice        –                 –                 –                 –                 –
      reviewer          –                 –                 –                 –                 –
      maintainer        yes               yes               yes               –                 –
      owner             yes               yes               yes               yes               yes
      "
    `)
  })

  it('at all are those for one’s own or for another’s', () => {
    for (const role of ROLES) {
      for (const permission of PERMISSIONS) {
        const expected = cell(role, permission) !== '–'
        expect(may(who(role), permission)).toBe(expected)
      }
    }
  })
})
