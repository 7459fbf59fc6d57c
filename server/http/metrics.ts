import type { Handler, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Clock } from '../kernel/clock.ts'
import type { AppEnv } from './env.ts'

export type Metrics = {
  /** For features that count things of their own. */
  readonly registry: Registry
  readonly middleware: MiddlewareHandler<AppEnv>
  /** Answers `GET /metrics` in the Prometheus text format. */
  readonly handler: Handler<AppEnv>
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** A registry of this server's own, so that several servers can live in one process (tests). */
export const createMetrics = (clock: Clock): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to the first byte of the answer; streams and sockets go on after it.',
    // The route's pattern, not the path: ids in labels would grow without end.
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  return {
    registry,
    middleware: async (c, next) => {
      const start = clock.monotonic()
      await next()
      const method = METHODS.has(c.req.method) ? c.req.method : 'other'
      const labels = { method, route: routePath(c), status: c.res.status }
      duration.observe(labels, (clock.monotonic() - start) / 1000)
    },
    handler: async c =>
      c.text(await registry.metrics(), 200, { 'content-type': registry.contentType }),
  }
}
