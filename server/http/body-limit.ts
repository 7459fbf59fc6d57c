import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { AppError } from '../kernel/app-error.ts'

/** The longest text anybody sends is a review's summary, of a few thousand characters. */
const MAX_BYTES = 1024 * 1024

export const limitBody = (): MiddlewareHandler =>
  bodyLimit({
    maxSize: MAX_BYTES,
    onError: c => {
      // The rest of the body stays unread, so nothing else can come over this connection.
      c.header('connection', 'close')
      throw new AppError(
        'body-too-large',
        413,
        'The request is larger than 1 MiB, so it was not read. Send less at once.',
      )
    },
  })
