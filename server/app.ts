import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { exerciseRoutes } from './exercises/routes.ts'
import { imageRoutes } from './hosts/routes.ts'
import { limitBody } from './http/body-limit.ts'
import type { AppEnv } from './http/env.ts'
import { createMetrics } from './http/metrics.ts'
import { openApi } from './http/openapi.ts'
import { sameOrigin } from './http/origin.ts'
import { errorHandler, unknownPath } from './http/problem.ts'
import { createRateLimit } from './http/rate-limit.ts'
import { identifyRequest, requestLog } from './http/request-log.ts'
import { securityHeaders } from './http/security-headers.ts'
import { staticPages } from './http/static.ts'
import { incubationRoutes } from './incubation/routes.ts'
import type { Clock } from './kernel/clock.ts'
import type { Random } from './kernel/random.ts'
import { systemSchedule } from './kernel/schedule.ts'
import { labRoutes } from './labs/routes.ts'
import { noticeRoutes } from './notices/routes.ts'
import { open } from './people/guard.ts'
import { peopleRoutes } from './people/routes.ts'
import { session, sessionCookie } from './people/session.ts'
import { recordingRoutes } from './recordings/routes.ts'
import { reviewRoutes } from './reviews/routes.ts'
import type { Services } from './services.ts'
import { healthRoutes, statusRoutes } from './status.ts'
import { terminalRoutes } from './terminals/routes.ts'

const PAGES = fileURLToPath(new URL('../dist/web', import.meta.url))

export type AppDeps = {
  readonly config: Pick<Config, 'origin' | 'originIsSet'>
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  readonly version: string
  /** The folder of the built pages. */
  readonly pages?: string
}

/** The routes under /api, chained so that the browser's client knows each of them by its type. */
const apiOf = (services: Services, deps: AppDeps) => {
  const { people, labs, images, exercises, reviews, recordingFacts } = services
  const { clock, version } = deps
  const failures = createRateLimit({ clock, failures: 20, windowMs: 15 * 60_000 })
  return new Hono<AppEnv>()
    .route(
      '/',
      peopleRoutes({ people, cookie: sessionCookie(deps.config.origin), attempts: failures }),
    )
    .route('/', statusRoutes({ images, engine: services.watch, version }))
    .route('/', noticeRoutes(services.notices))
    .route('/', imageRoutes({ images }))
    .route('/', labRoutes({ labs }))
    .route(
      '/',
      terminalRoutes({
        terminals: services.terminals,
        labs,
        schedule: systemSchedule,
        sessionWatch: services.sessionWatch,
      }),
    )
    .route('/', exerciseRoutes(exercises))
    .route('/', recordingRoutes({ store: services.recordingStore, views: services.recordingViews }))
    .route('/', reviewRoutes({ reviews, recordingFacts }))
    .route(
      '/',
      incubationRoutes({
        incubations: services.incubations,
        store: services.incubationStore,
        views: services.incubationViews,
      }),
    )
}

/** For the browser's typed client. */
export type App = ReturnType<typeof apiOf>

/** The whole of what the server answers: pages, API, health and metrics. */
export const createApp = (services: Services, deps: AppDeps): Hono<AppEnv> => {
  const { config, clock, random, log, version } = deps
  const metrics = createMetrics(clock)
  const app = new Hono<AppEnv>()
  app.onError(errorHandler(log))
  app.notFound(unknownPath)
  app.use(identifyRequest(random))
  app.use(securityHeaders(config.origin))
  app.use(metrics.middleware)
  app.use(session(services.people.sessions, sessionCookie(config.origin)))
  app.use(requestLog(log, clock))
  app.use(sameOrigin(config))
  app.use(limitBody())

  app.route('/', healthRoutes({ images: services.images, engine: services.watch, version }))
  app.get('/metrics', open('a scraper asks without a session'), metrics.handler)
  app.get('/api/openapi.json', open('a description, no data'), openApi(app, version))
  app.route('/api', apiOf(services, deps))
  app.get('*', open('the pages hold no data'), staticPages(deps.pages ?? PAGES))
  return app
}
