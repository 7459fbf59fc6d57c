import { conflict, forbidden } from '../kernel/app-error.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import type { Principal, Role } from '../kernel/roles.ts'
import { mayGrant } from './permissions.ts'

/** The operator at the server's own command line may do what an owner may. */
export type Actor = Principal | 'operator'

type Target = { readonly id: string; readonly role: Role }

const grants = (by: Actor, role: Role): boolean => by === 'operator' || mayGrant(by, role)

/**
 * Whether `by` may act on a member of `role`'s account: give them the role, sign them out, hand
 * out a link that signs in as them. Without this a maintainer could take over an owner's account.
 */
export const checkOver = (by: Actor, role: Role): Result<void> =>
  grants(by, role)
    ? ok(undefined)
    : err(forbidden(`Only an owner may do this for a member who is, or becomes, ${role}.`))

/**
 * Whether `by` may give `target` the role `role`. `otherOwners` counts the owners beside the
 * target who have signed in at least once: one who never did might never.
 */
export const checkRoleChange = (
  by: Actor,
  target: Target,
  role: Role,
  otherOwners: number,
): Result<void> => {
  const isOwn = by !== 'operator' && by.id === target.id
  if (isOwn && by.role !== 'owner') return err(forbidden('Nobody changes their own role.'))
  const over = checkOver(by, target.role)
  if (!over.ok) return over
  const to = checkOver(by, role)
  if (!to.ok) return to
  if (target.role === 'owner' && role !== 'owner' && otherOwners === 0) {
    return err(conflict('last-owner', 'This is the only owner. Make somebody else an owner first.'))
  }
  return ok(undefined)
}
