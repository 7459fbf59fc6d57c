/** The roles of members, least first. */
export const ROLES = ['newcomer', 'apprentice', 'reviewer', 'maintainer', 'owner'] as const

export type Role = (typeof ROLES)[number]

/** Who is asking: the signed-in member as every part of the server sees them. */
export type Principal = {
  readonly id: string
  /** Login name on hosts too: lower case, `^[a-z][a-z0-9-]{1,30}$`. */
  readonly handle: string
  readonly name: string
  readonly role: Role
}

export const atLeast = (role: Role, least: Role): boolean =>
  ROLES.indexOf(role) >= ROLES.indexOf(least)
