import type { Clock } from '../kernel/clock.ts'
import type { FactBus } from '../kernel/facts.ts'
import { newId, newSecret } from '../kernel/ids.ts'
import type { Random } from '../kernel/random.ts'
import type { Principal } from '../kernel/roles.ts'
import { hashOf } from './secrets.ts'
import type { PeopleQueries, PeopleStore } from './store.ts'

/** A session ends this long after it was last used, in milliseconds. */
export const SESSION_LIFE = 30 * 86_400_000

/** Renewing at each request would write at each request; a minute's grain is enough. */
const RENEW_AFTER = 60_000

export type LiveSession = {
  readonly id: string
  readonly principal: Principal
  /** It was renewed just now, so the cookie's life is to be renewed too. */
  readonly renewed: boolean
}

export type Sessions = {
  /** Opens one, within a transaction, and returns its secret: only the hash is kept. */
  start(queries: PeopleQueries, memberId: string): Promise<string>
  /** The session that a cookie's secret opens; null when it ended or never was. Renews it. */
  authenticate(secret: string): Promise<LiveSession | null>
  /** Who a session belongs to now, with the role they have now; null when it ended. */
  principalOf(sessionId: string): Promise<Principal | null>
  end(session: { id: string; principal: Principal }): Promise<void>
  endAllOf(memberId: string): Promise<void>
}

type Deps = {
  readonly store: PeopleStore
  readonly clock: Clock
  readonly random: Random
  readonly bus: FactBus
}

export const createSessions = ({ store, clock, random, bus }: Deps): Sessions => {
  const changed = (memberId: string) => bus.emit('member.changed', { memberId })

  return {
    async start(queries, memberId) {
      const secret = newSecret(random)
      const now = clock.now()
      await queries.forgetExpired(now)
      await queries.insertSession({
        id: newId(random),
        token_hash: hashOf(secret),
        member_id: memberId,
        created_at: now,
        renewed_at: now,
        expires_at: now + SESSION_LIFE,
      })
      return secret
    },

    async authenticate(secret) {
      const now = clock.now()
      const row = await store.session({ tokenHash: hashOf(secret) }, now)
      if (row === null) return null
      const { id, handle, name, role, session_id, renewed_at } = row
      const renewed = now - renewed_at >= RENEW_AFTER
      if (renewed) {
        await store.renewSession(session_id, now, now + SESSION_LIFE)
        await store.seen(id, now)
      }
      return { id: session_id, principal: { id, handle, name, role }, renewed }
    },

    async principalOf(sessionId) {
      const row = await store.session({ id: sessionId }, clock.now())
      if (row === null) return null
      const { id, handle, name, role } = row
      return { id, handle, name, role }
    },

    async end({ id, principal }) {
      await store.endSession(id)
      changed(principal.id)
    },

    async endAllOf(memberId) {
      await store.endSessionsOf(memberId)
      changed(memberId)
    },
  }
}
