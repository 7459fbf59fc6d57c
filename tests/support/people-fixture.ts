import { Hono } from 'hono'
import pino from 'pino'
import type { AppEnv } from '../../server/http/env.ts'
import { errorHandler } from '../../server/http/problem.ts'
import { createRateLimit } from '../../server/http/rate-limit.ts'
import { Bus } from '../../server/kernel/bus.ts'
import type { Facts } from '../../server/kernel/facts.ts'
import { systemRandom } from '../../server/kernel/random.ts'
import { unwrap } from '../../server/kernel/result.ts'
import type { Principal, Role } from '../../server/kernel/roles.ts'
import { peopleRoutes } from '../../server/people/routes.ts'
import { createPeople } from '../../server/people/service.ts'
import { session, sessionCookie } from '../../server/people/session.ts'
import { peopleMigrations } from '../../server/people/tables.ts'
import { openDatabase } from '../../server/store/database.ts'
import { fakeTime } from './fake-time.ts'

export const ORIGIN = 'https://h.example.org'

export const silent = pino({ level: 'silent' })

/** People on a database in memory, with the app that serves them. */
export const peopleFixture = async (origin = ORIGIN) => {
  const time = fakeTime()
  const { clock } = time
  const db = await openDatabase(':memory:', peopleMigrations)
  const bus = new Bus<Facts>(error => {
    throw error
  })
  const people = createPeople({ db, clock, random: systemRandom, bus, origin })
  const cookie = sessionCookie(origin)
  const attempts = createRateLimit({ clock, failures: 5, windowMs: 60_000 })
  const app = new Hono<AppEnv>()
    .use(session(people.sessions, cookie))
    .route('/', peopleRoutes({ people, cookie, attempts }))
  app.onError(errorHandler(silent))

  const request = (method: string, path: string, body?: object, cookieHeader?: string) =>
    app.request(path, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(cookieHeader !== undefined && { cookie: cookieHeader }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })

  /** A member with an open session: what they are and the header that shows it. */
  const signedIn = async (handle: string, role: Role) => {
    const issued = unwrap(await people.issueLink({ handle, role, by: 'operator' }))
    const redeemed = unwrap(await people.redeem(tokenOf(issued.link.url)))
    const header = `${origin.startsWith('https') ? '__Host-' : ''}hatchery=${redeemed.secret}`
    return { ...(redeemed.principal satisfies Principal), cookie: header, secret: redeemed.secret }
  }

  return { time, clock, db, bus, people, app, request, signedIn }
}

export const tokenOf = (url: string): string => url.split('#')[1] ?? ''
