import { type Context, Hono } from 'hono'
import type { AppEnv } from '../http/env.ts'
import { conflict, notFound } from '../kernel/app-error.ts'
import { unwrap } from '../kernel/result.ts'
import { assertMay, guard, principalOf } from '../people/guard.ts'
import { may, type Permission } from '../people/permissions.ts'
import type { Lab } from './port.ts'
import type { LabsService } from './service.ts'
import type { LabView } from './view.ts'

export type LabRouteDeps = {
  readonly labs: Pick<LabsService, 'get' | 'list' | 'extend' | 'end' | 'queuePosition'>
}

export const viewOfLab = (lab: Lab, queuePosition: number | null): LabView => ({
  id: lab.id,
  kind: lab.kind,
  title: lab.title,
  owner: { id: lab.ownerId, handle: lab.login },
  hosts: Object.entries(lab.topology.hosts).map(([name, { role }]) => ({ name, role })),
  state: lab.state,
  why: lab.why,
  queuePosition,
  createdAt: lab.createdAt,
  readyAt: lab.readyAt,
  expiresAt: lab.expiresAt,
  endedAt: lab.endedAt,
  timings: { ...lab.timings },
})

const whyEnded = (lab: Lab, by: { id: string; handle: string }): string =>
  by.id === lab.ownerId ? 'You ended it.' : `${by.handle} ended it.`

export const labRoutes = ({ labs }: LabRouteDeps) => {
  const shown = (lab: Lab): LabView => viewOfLab(lab, labs.queuePosition(lab.id))

  const load = async (c: Context<AppEnv>, id: string, permission: Permission): Promise<Lab> => {
    const lab = await labs.get(id)
    if (lab === null) throw notFound('lab')
    assertMay(c, permission, lab.ownerId, 'lab')
    return lab
  }

  return new Hono<AppEnv>()
    .get('/labs', guard('lab:read'), async c => {
      const who = principalOf(c)
      const all = await labs.list({ live: true })
      return c.json(all.filter(lab => may(who, 'lab:read', lab.ownerId)).map(shown))
    })
    .get('/labs/:id', guard('lab:read'), async c =>
      c.json(shown(await load(c, c.req.param('id'), 'lab:read'))),
    )
    .post('/labs/:id/extend', guard('lab:extend'), async c => {
      const lab = await load(c, c.req.param('id'), 'lab:extend')
      return c.json(shown(unwrap(await labs.extend(lab.id))))
    })
    .delete('/labs/:id', guard('lab:end'), async c => {
      const lab = await load(c, c.req.param('id'), 'lab:end')
      if (lab.kind === 'incubation') {
        const detail = 'This host is in incubation: a maintainer ends it, with a verdict.'
        throw conflict('ends-by-verdict', detail)
      }
      unwrap(await labs.end(lab.id, whyEnded(lab, principalOf(c))))
      return c.body(null, 204)
    })
}
