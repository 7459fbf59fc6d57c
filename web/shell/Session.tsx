import { type Accessor, createContext, type ParentProps, useContext } from 'solid-js'
import type { Permission } from '../../server/people/permissions.ts'
import type { SessionView } from '../../server/people/view.ts'

const SessionContext = createContext<Accessor<SessionView>>()

export const SessionProvider = (props: ParentProps<{ session: Accessor<SessionView> }>) => (
  <SessionContext.Provider value={props.session}>{props.children}</SessionContext.Provider>
)

/** Who is signed in. Every page inside the shell has one. */
export const useSession = (): Accessor<SessionView> => {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession needs a SessionProvider above it')
  return session
}

/** Whether to show what needs this permission; the server asks again. */
export const useCan = (): ((permission: Permission) => boolean) => {
  const session = useSession()
  return permission => session().can.includes(permission)
}
