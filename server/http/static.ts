import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Context, MiddlewareHandler, Next } from 'hono'
import { unavailable } from '../kernel/app-error.ts'
import type { AppEnv } from './env.ts'

/** Vite puts a hash of the content into the names of what lies here, so it never changes. */
const HASHED = '/assets/'

/** The names of files, which have an extension, as opposed to pages, which have none. */
const isFile = (path: string): boolean => /\.[^/]+$/.test(path)

/**
 * Serves the built pages from `root`: hashed assets for a year, everything else to be asked for
 * again each time, and index.html for the paths that the browser's router knows. A missing file
 * is left to the next handler, and so is everything under /api.
 */
export const staticPages = (root: string): MiddlewareHandler<AppEnv> => {
  const indexFile = join(root, 'index.html')
  // The root goes into the paths: as an option it would have to exist already.
  const inRoot = (path: string) => join(root, path)
  const files = serveStatic<AppEnv>({ rewriteRequestPath: inRoot, precompressed: true })
  const index = serveStatic<AppEnv>({ path: indexFile, precompressed: true })

  return async (c, next) => {
    const { path } = c.req
    if (path === '/api' || path.startsWith('/api/')) return next()
    if (!existsSync(indexFile)) {
      throw unavailable('pages-not-built', 'The pages are not built yet. Start with npm start.')
    }
    const cached = path.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache'
    return withCaching(c, cached, isFile(path) ? files : index, next)
  }
}

const withCaching = async (
  c: Context<AppEnv>,
  value: string,
  serve: MiddlewareHandler<AppEnv>,
  next: Next,
) => {
  const response = await serve(c, next)
  if (response instanceof Response) response.headers.set('cache-control', value)
  return response
}
