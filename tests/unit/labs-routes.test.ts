import { Hono } from 'hono'
import pino from 'pino'
import { beforeEach, describe, expect, test } from 'vitest'
import { createFakeEngine } from '../../server/engine/fake.ts'
import type { AppEnv } from '../../server/http/env.ts'
import { errorHandler } from '../../server/http/problem.ts'
import { unwrap } from '../../server/kernel/result.ts'
import type { Role } from '../../server/kernel/roles.ts'
import { labRoutes } from '../../server/labs/routes.ts'
import { LAB_REQUEST, labsOver, openLabsDatabase } from '../support/labs-fixture.ts'

const setUp = async () => {
  const { labs } = labsOver(createFakeEngine().engine, await openLabsDatabase())
  const { id } = unwrap(await labs.create(LAB_REQUEST))
  await labs.whenReady(id)
  const as = (memberId: string, role: Role) => {
    const app = new Hono<AppEnv>()
    app.onError(errorHandler(pino({ enabled: false })))
    app.use((c, next) => {
      c.set('principal', { id: memberId, handle: memberId.slice(2), name: memberId, role })
      return next()
    })
    app.route('/', labRoutes({ labs }))
    return (method: string, path: string) => app.request(path, { method })
  }
  return { labs, id, as }
}

let world: Awaited<ReturnType<typeof setUp>>
beforeEach(async () => {
  world = await setUp()
})

describe('the labs of the API', () => {
  test('are shown to their owner and to maintainers', async () => {
    const { as, id } = world
    for (const ask of [as('m-ada', 'apprentice'), as('m-mara', 'maintainer')]) {
      const list = await (await ask('GET', '/labs')).json()
      expect(list).toMatchObject([
        {
          id,
          state: 'ready',
          owner: { id: 'm-ada', handle: 'ada' },
          hosts: [{ name: 'www01', role: 'www' }],
          queuePosition: null,
        },
      ])
    }
  })

  test('are not there for others', async () => {
    const { as, id, labs } = world
    const other = as('m-bob', 'apprentice')
    expect(await (await other('GET', '/labs')).json()).toEqual([])
    expect((await other('GET', `/labs/${id}`)).status).toBe(404)
    expect((await other('POST', `/labs/${id}/extend`)).status).toBe(404)
    expect((await other('DELETE', `/labs/${id}`)).status).toBe(404)
    expect((await labs.get(id))?.state).toBe('ready')
  })

  test('are given more time until it is enough', async () => {
    const ask = world.as('m-ada', 'apprentice')
    for (let n = 0; n < 3; n++) {
      expect((await ask('POST', `/labs/${world.id}/extend`)).status).toBe(200)
    }
    const refused = await ask('POST', `/labs/${world.id}/extend`)
    expect(refused.status).toBe(409)
    expect(await refused.json()).toMatchObject({ code: 'lab-extended-enough' })
  })

  test('are ended, with who did it', async () => {
    const { as, id, labs } = world
    expect((await as('m-mara', 'maintainer')('DELETE', `/labs/${id}`)).status).toBe(204)
    expect(await labs.get(id)).toMatchObject({ state: 'ended', why: 'mara ended it.' })
  })
})
