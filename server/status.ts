import { Hono } from 'hono'
import type { EngineWatch } from './engine/watch.ts'
import type { Images } from './hosts/images.ts'
import type { StatusView } from './hosts/view.ts'
import type { AppEnv } from './http/env.ts'
import { guard, open } from './people/guard.ts'

export type StatusDeps = {
  readonly images: Pick<Images, 'status'>
  readonly engine: Pick<EngineWatch, 'status'>
  readonly version: string
}

/** How the server is, as the page shows it. */
export const statusOf = ({ images, engine, version }: StatusDeps): StatusView => {
  const list = images.status()
  const seen = engine.status()
  return {
    status: seen.ok ? 'ok' : 'degraded',
    version,
    engine: {
      kind: seen.ok ? seen.info.kind : null,
      version: seen.ok ? seen.info.version : null,
      ok: seen.ok,
      detail: seen.ok ? (seen.warning ?? '') : seen.detail,
    },
    images: {
      ready: list.filter(image => image.state === 'ready').length,
      total: list.length,
      list,
    },
  }
}

/** `GET /status`: for members, under /api. */
export const statusRoutes = (deps: StatusDeps) =>
  new Hono<AppEnv>().get('/status', guard('status:read'), c => c.json(statusOf(deps)))

/** `GET /healthz`: for the operator's monitoring; 200 even while the engine is down. */
export const healthRoutes = (deps: StatusDeps) =>
  new Hono<AppEnv>().get('/healthz', open('monitoring asks without a session'), c => {
    const { status, version, engine, images } = statusOf(deps)
    return c.json({
      status,
      version,
      engine: { kind: engine.kind, version: engine.version, ok: engine.ok },
      images: { ready: images.ready, total: images.total },
    })
  })
