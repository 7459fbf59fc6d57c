import { AppError, conflict, notFound } from '../kernel/app-error.ts'
import type { Clock } from '../kernel/clock.ts'
import type { FactBus } from '../kernel/facts.ts'
import { newId, newSecret } from '../kernel/ids.ts'
import type { Random } from '../kernel/random.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import type { Principal, Role } from '../kernel/roles.ts'
import type { Database } from '../store/database.ts'
import { evidenceOfJoining, evidenceOfRole, type NewEvidence } from './evidence.ts'
import { checkHandle } from './handle.ts'
import { pathOf } from './path.ts'
import { type Actor, checkOver, checkRoleChange } from './role-change.ts'
import { hashOf } from './secrets.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { createPeopleStore, type PeopleQueries } from './store.ts'
import type { MemberRow, PeopleTables } from './tables.ts'
import type { LinkView, MemberView, PathView } from './view.ts'

/** A sign-in link works once, for two days: long enough for a weekend's mail. */
const LINK_LIFE = 48 * 3_600_000

/** The first member, made on the first start. */
const FIRST_OWNER = { handle: 'owner', name: 'Owner', role: 'owner' } as const

export type LinkRequest = {
  readonly handle: string
  /** The handle, if left out. */
  readonly name?: string | undefined
  readonly role: Role
  readonly by: Actor
}

export type PeopleDeps = {
  readonly db: Database
  readonly clock: Clock
  readonly random: Random
  readonly bus: FactBus
  /** The public origin, for links and the cookie. */
  readonly origin: string
}

export type People = {
  readonly sessions: Sessions
  /** A link for the first owner, until an owner has signed in; then null. Old ones die. */
  ownerLinkOnFirstStart(): Promise<LinkView | null>
  /**
   * Makes the member and a link that signs in as them once. For the operator, a member who is
   * there already gets the role and a new link; for others that is `handle-taken`.
   */
  issueLink(request: LinkRequest): Promise<Result<{ member: MemberView; link: LinkView }>>
  /** A new link for a member, in place of the ones not used yet. */
  renewLink(by: Actor, memberId: string): Promise<Result<LinkView>>
  /** Uses a link up and opens a session: the cookie's secret, handed out here alone. */
  redeem(token: string): Promise<Result<{ secret: string; principal: Principal }>>
  changeRole(by: Principal, memberId: string, role: Role): Promise<Result<MemberView>>
  /** Signs a member out everywhere. */
  endSessionsOf(by: Principal, memberId: string): Promise<Result<void>>
  member(id: string): Promise<Principal | null>
  members(): Promise<MemberView[]>
  path(memberId: string): Promise<PathView | null>
  /** Keeps evidence; a repeated one counts once. */
  keep(evidence: NewEvidence): Promise<void>
}

const principalOfRow = ({ id, handle, name, role }: MemberRow): Principal => ({
  id,
  handle,
  name,
  role,
})

export const createPeople = ({ db, clock, random, bus, origin }: PeopleDeps): People => {
  const store = createPeopleStore(db.withTables<PeopleTables>())
  const sessions = createSessions({ store, clock, random, bus })
  const changed = (memberId: string) => bus.emit('member.changed', { memberId })

  const newLink = async (queries: PeopleQueries, memberId: string): Promise<LinkView> => {
    const token = newSecret(random)
    const now = clock.now()
    const expiresAt = now + LINK_LIFE
    await queries.replaceLinks({
      token_hash: hashOf(token),
      member_id: memberId,
      created_at: now,
      expires_at: expiresAt,
      used_at: null,
      replaced_at: null,
    })
    // In the fragment: it reaches no server, so a preview in a chat does not use the link up.
    return { url: `${origin}/enter#${token}`, expiresAt }
  }

  const viewOf = (row: MemberRow, linkExpiresAt: number | null): MemberView => ({
    id: row.id,
    handle: row.handle,
    name: row.name,
    role: row.role,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    pendingLink: linkExpiresAt === null ? null : { expiresAt: linkExpiresAt },
  })

  const insertMember = async (queries: PeopleQueries, request: LinkRequest): Promise<MemberRow> => {
    const row: MemberRow = {
      id: newId(random),
      handle: request.handle,
      name: request.name?.trim() || request.handle,
      role: request.role,
      created_at: clock.now(),
      last_seen_at: null,
    }
    await queries.insertMember(row)
    return row
  }

  const setRole = async (
    queries: PeopleQueries,
    by: Actor,
    row: MemberRow,
    role: Role,
  ): Promise<Result<MemberRow>> => {
    if (row.role === role) return ok(row)
    const allowed = checkRoleChange(by, row, role, await queries.countOwners(row.id))
    if (!allowed.ok) return allowed
    await queries.setRole(row.id, role)
    const evidence = evidenceOfRole(row.id, row.role, role, clock.now())
    if (evidence !== null) await queries.addEvidence({ id: newId(random), ...evidence })
    return ok({ ...row, role })
  }

  const handleTaken = (handle: string) =>
    conflict('handle-taken', `There is a member ${handle} already. Choose another handle.`)

  const issueLink: People['issueLink'] = async request => {
    const handle = checkHandle(request.handle)
    if (!handle.ok) return handle
    const allowed = checkOver(request.by, request.role)
    if (!allowed.ok) return allowed
    const issued = await store.atomically(async queries => {
      const present = await queries.memberByHandle(request.handle)
      if (present !== null && request.by !== 'operator') return err(handleTaken(request.handle))
      const row =
        present === null
          ? ok(await insertMember(queries, request))
          : await setRole(queries, request.by, present, request.role)
      if (!row.ok) return row
      const link = await newLink(queries, row.value.id)
      return ok({ member: viewOf(row.value, link.expiresAt), link })
    })
    if (issued.ok) changed(issued.value.member.id)
    return issued
  }

  const members = async (): Promise<MemberView[]> => {
    const rows = await store.members(clock.now())
    return rows.map(row => viewOf(row, row.link_expires_at))
  }

  return {
    sessions,
    issueLink,

    async ownerLinkOnFirstStart() {
      if ((await store.countOwners(null)) > 0) return null
      const issued = await issueLink({ ...FIRST_OWNER, by: 'operator' })
      if (!issued.ok) throw issued.error
      return issued.value.link
    },

    async renewLink(by, memberId) {
      const row = await store.member(memberId)
      if (row === null) return err(notFound('member'))
      const allowed = checkOver(by, row.role)
      if (!allowed.ok) return allowed
      const link = await store.atomically(queries => newLink(queries, memberId))
      changed(memberId)
      return ok(link)
    },

    async redeem(token) {
      const now = clock.now()
      const tokenHash = hashOf(token)
      const redeemed = await store.atomically(async queries => {
        const memberId = await queries.useLink(tokenHash, now)
        const row = memberId === null ? null : await queries.member(memberId)
        if (row === null) return err(whyLinkFails(await queries.link(tokenHash)))
        const secret = await sessions.start(queries, row.id)
        await queries.seen(row.id, now)
        await queries.addEvidence({ id: newId(random), ...evidenceOfJoining(row.id, now) })
        return ok({ secret, principal: principalOfRow(row) })
      })
      if (redeemed.ok) changed(redeemed.value.principal.id)
      return redeemed
    },

    async changeRole(by, memberId, role) {
      const done = await store.atomically(async queries => {
        const row = await queries.member(memberId)
        return row === null ? err(notFound('member')) : setRole(queries, by, row, role)
      })
      if (!done.ok) return done
      changed(memberId)
      const view = (await members()).find(member => member.id === memberId)
      return ok(view ?? viewOf(done.value, null))
    },

    async endSessionsOf(by, memberId) {
      const row = await store.member(memberId)
      if (row === null) return err(notFound('member'))
      const allowed = by.id === memberId ? ok(undefined) : checkOver(by, row.role)
      if (allowed.ok) await sessions.endAllOf(memberId)
      return allowed
    },

    async member(id) {
      const row = await store.member(id)
      return row === null ? null : principalOfRow(row)
    },

    members,

    async path(memberId) {
      const row = await store.member(memberId)
      return row === null ? null : pathOf(principalOfRow(row), await store.evidence(memberId))
    },

    keep: evidence => store.addEvidence({ id: newId(random), ...evidence }),
  }
}

/** Says nothing of whose link it was. */
const whyLinkFails = (link: { used_at: number | null; replaced_at: number | null } | null) => {
  const ask = 'Ask a maintainer for a new one.'
  if (link === null) {
    const detail = `This is not a sign-in link of ours, or it was cut off. Copy the whole of it, or: ${ask}`
    return new AppError('link-unknown', 404, detail)
  }
  if (link.used_at !== null) {
    return new AppError('link-used', 410, `This link was used already; it works once. ${ask}`)
  }
  if (link.replaced_at !== null) {
    return new AppError('link-replaced', 410, `A newer link took the place of this one. ${ask}`)
  }
  return new AppError('link-expired', 410, `This link has expired; it works for two days. ${ask}`)
}
