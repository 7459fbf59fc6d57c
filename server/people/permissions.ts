import { atLeast, type Principal, type Role } from '../kernel/roles.ts'

/**
 * What a member may do. `own` is the least role for what is theirs, `any` for what is somebody
 * else's; `null` means nobody.
 */
type Rule = { readonly own: Role | null; readonly any: Role | null }

const RULES = {
  'session:read': { own: 'newcomer', any: null },
  'status:read': { own: 'newcomer', any: 'newcomer' },
  'notices:read': { own: 'newcomer', any: 'newcomer' },
  'path:read': { own: 'newcomer', any: 'reviewer' },
  'exercise:read': { own: 'newcomer', any: 'newcomer' },
  'attempt:start': { own: 'apprentice', any: null },
  'attempt:read': { own: 'newcomer', any: 'maintainer' },
  'attempt:act': { own: 'apprentice', any: null },
  'lab:read': { own: 'newcomer', any: 'maintainer' },
  'lab:extend': { own: 'apprentice', any: 'maintainer' },
  'lab:end': { own: 'apprentice', any: 'maintainer' },
  'terminal:open': { own: 'apprentice', any: null },
  'terminal:type': { own: 'apprentice', any: null },
  'terminal:observe': { own: 'apprentice', any: 'maintainer' },
  'recording:read': { own: 'newcomer', any: 'reviewer' },
  'review:read': { own: 'newcomer', any: 'reviewer' },
  'review:write': { own: null, any: 'reviewer' },
  'incubation:read': { own: 'newcomer', any: 'reviewer' },
  'incubation:note': { own: null, any: 'reviewer' },
  'incubation:manage': { own: null, any: 'maintainer' },
  'member:list': { own: 'maintainer', any: 'maintainer' },
  'member:manage': { own: 'owner', any: 'maintainer' },
  'image:build': { own: 'maintainer', any: 'maintainer' },
} as const satisfies Record<string, Rule>

export type Permission = keyof typeof RULES

export const PERMISSIONS = Object.keys(RULES) as Permission[]

/** Whether `who` may do `permission` to a thing of `ownerId`'s; without an owner: at all. */
export const may = (who: Principal, permission: Permission, ownerId?: string): boolean => {
  const rule: Rule = RULES[permission]
  const own = rule.own !== null && atLeast(who.role, rule.own)
  const any = rule.any !== null && atLeast(who.role, rule.any)
  if (ownerId === undefined) return own || any
  return ownerId === who.id ? own : any
}

/** Roles that `who` may hand out: a maintainer up to reviewer, an owner all of them. */
export const mayGrant = (who: Principal, role: Role): boolean =>
  who.role === 'owner' || (who.role === 'maintainer' && !atLeast(role, 'maintainer'))
