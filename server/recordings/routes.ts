import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { AppEnv } from '../http/env.ts'
import { validate } from '../http/validate.ts'
import { notFound } from '../kernel/app-error.ts'
import { assertMay, guard, principalOf } from '../people/guard.ts'
import { may } from '../people/permissions.ts'
import type { RecordingRow, RecordingStore } from './store.ts'
import type { RecordingViews } from './views.ts'

const terminalParam = z.object({ id: z.string(), n: z.coerce.number().int().min(1).max(10_000) })

export type RecordingRouteDeps = {
  readonly store: RecordingStore
  readonly views: RecordingViews
}

/** Nobody's id: what may be done to it may be done to anybody's. */
const ANYBODY = ''

export const recordingRoutes = ({ store, views }: RecordingRouteDeps) => {
  const load = async (c: Context<AppEnv>, id: string): Promise<RecordingRow> => {
    const row = await store.get(id)
    if (row === null) throw notFound('recording')
    assertMay(c, 'recording:read', row.owner_id, 'recording')
    return row
  }

  return new Hono<AppEnv>()
    .get('/recordings', guard('recording:read'), async c => {
      const who = principalOf(c)
      const all = may(who, 'recording:read', ANYBODY)
      const rows = await store.list(all ? {} : { ownerId: who.id })
      return c.json(await views.list(rows))
    })
    .get('/recordings/:id', guard('recording:read'), async c => {
      const row = await load(c, c.req.param('id'))
      return c.json(await views.full(row))
    })
    .get(
      '/recordings/:id/terminals/:n',
      guard('recording:read'),
      validate('param', terminalParam),
      async c => {
        const { id, n } = c.req.valid('param')
        const { path, bytes } = await views.cast(await load(c, id), n)
        c.header('content-type', 'application/x-asciicast; charset=utf-8')
        c.header('cache-control', 'no-store')
        if (bytes === 0) return c.body('')
        const file = createReadStream(path, { end: bytes - 1 })
        return c.body(Readable.toWeb(file) as ReadableStream<Uint8Array>)
      },
    )
}
