import type { Logger } from 'pino'
import type { Principal } from '../kernel/roles.ts'

/** What every Hono app and route of ours carries in its context. */
export type AppEnv = {
  Variables: {
    /** null: not signed in. */
    principal: Principal | null
    /** The session that the request came with; null: none. */
    sessionId: string | null
    log: Logger
    requestId: string
  }
}
