import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

/**
 * What our pages may load: only from here, and no script in the page itself.
 *
 * `style-src` has 'unsafe-inline' because xterm.js 6.0 makes <style> elements for its theme and
 * dimensions (DomRenderer, Viewport) and sets style attributes on cells; it knows no nonce.
 * Sockets are named beside 'self' for browsers that do not count ws: as the same origin.
 */
export const securityHeaders = (origin: string): MiddlewareHandler => {
  const isHttps = origin.startsWith('https:')
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'", origin.replace(/^http/, 'ws')],
      workerSrc: ["'self'"],
      manifestSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    strictTransportSecurity: isHttps ? 'max-age=31536000' : false,
    permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
  })
}
