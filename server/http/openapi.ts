import type { Hono, MiddlewareHandler } from 'hono'
import { openAPIRouteHandler, resolver } from 'hono-openapi'
import { z } from 'zod'
import type { AppEnv } from './env.ts'

const problem = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.number(),
  detail: z.string().describe('One sentence: what, where, what to do.'),
  code: z.string().describe('Stable, for programs.'),
  requestId: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})

/**
 * Answers the OpenAPI 3.1 description of every route of `app` under /api.
 *
 * @example app.get('/api/openapi.json', open('a description, no data'), openApi(app, version))
 */
export const openApi = (app: Hono<AppEnv>, version: string): MiddlewareHandler<AppEnv> =>
  openAPIRouteHandler(app, {
    documentation: {
      info: {
        title: 'Hatchery',
        version,
        description:
          'Errors are application/problem+json (RFC 9457) with a stable code. Requests are signed in by the session cookie that POST /api/session sets.',
      },
      components: {
        responses: {
          Problem: {
            description: 'What went wrong, in one sentence.',
            content: { 'application/problem+json': { schema: resolver(problem) } },
          },
        },
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'hatchery' },
        },
      },
    },
    includeEmptyPaths: true,
    exclude: [/^(?!\/(api\/|healthz$|metrics$))/],
    excludeStaticFile: false,
    defaultValidationErrorResponse: {
      description: 'What was sent does not fit; errors names each fault.',
      content: { 'application/problem+json': {} },
    },
  })
