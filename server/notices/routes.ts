import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { AppEnv } from '../http/env.ts'
import { guard, principalOf } from '../people/guard.ts'
import type { Notices } from './service.ts'

export const noticeRoutes = (notices: Notices) =>
  new Hono<AppEnv>().get('/notices', guard('notices:read'), c => {
    const principal = principalOf(c)
    notices.assertRoom(principal)
    const sessionId = c.get('sessionId') ?? ''
    // nginx gathers answers unless told not to.
    c.header('x-accel-buffering', 'no')
    return streamSSE(c, async stream => {
      const subscriber = notices.subscribe(sessionId, principal, {
        notice: notice => stream.writeSSE({ event: 'notice', data: JSON.stringify(notice) }),
        beat: () => stream.write(': still here\n\n'),
      })
      stream.onAbort(() => subscriber.dispose())
      await subscriber.ended
    })
  })
