import type { StatusView } from '../../../server/hosts/view.ts'
import type { SessionView } from '../../../server/people/view.ts'

/** What the first page hangs on. */
export type Place = { readonly status: StatusView; readonly members: number }

/**
 * Where a member lands: an owner who is alone yet, or whose place is still being prepared, first
 * sees how far it is and whom to invite. `place` null: not known.
 */
export const firstPage = (session: SessionView, place: Place | null): '/start' | '/' => {
  if (session.member.role !== 'owner' || place === null) return '/'
  const { status, members } = place
  const preparing = status.images.ready < status.images.total || !status.engine.ok
  return preparing || members === 1 ? '/start' : '/'
}

/** The token of a link `ORIGIN/enter#TOKEN`; null when there is none. */
export const tokenOf = (hash: string): string | null => {
  const token = hash.replace(/^#/, '').trim()
  return token === '' ? null : token
}
