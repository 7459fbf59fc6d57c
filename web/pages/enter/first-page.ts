import type { StatusView } from '../../../server/hosts/view.ts'
import type { SessionView } from '../../../server/people/view.ts'

/**
 * Where a member lands: whoever runs the place first sees what is still being prepared. `status`
 * null: not known.
 */
export const firstPage = (session: SessionView, status: StatusView | null): '/start' | '/' => {
  if (status === null) return '/'
  const preparing = status.images.ready < status.images.total || !status.engine.ok
  return session.member.role === 'owner' && preparing ? '/start' : '/'
}

/** The token of a link `ORIGIN/enter#TOKEN`; null when there is none. */
export const tokenOf = (hash: string): string | null => {
  const token = hash.replace(/^#/, '').trim()
  return token === '' ? null : token
}
