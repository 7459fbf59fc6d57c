import type { Kysely } from 'kysely'
import type { Role } from '../kernel/roles.ts'
import type { EvidenceRow, LinkRow, MemberRow, PeopleTables, SessionRow } from './tables.ts'

export type PeopleQueries = ReturnType<typeof queries>

export type PeopleStore = PeopleQueries & {
  /** Several queries as one: all or nothing. Use only the ones given. */
  atomically<T>(run: (store: PeopleQueries) => Promise<T>): Promise<T>
}

export const createPeopleStore = (db: Kysely<PeopleTables>): PeopleStore => ({
  ...queries(db),
  atomically: run => db.transaction().execute(trx => run(queries(trx))),
})

const queries = (db: Kysely<PeopleTables>) => ({
  async insertMember(row: MemberRow): Promise<void> {
    await db.insertInto('members').values(row).execute()
  },

  async member(id: string): Promise<MemberRow | null> {
    const row = await db.selectFrom('members').selectAll().where('id', '=', id).executeTakeFirst()
    return row ?? null
  },

  async memberByHandle(handle: string): Promise<MemberRow | null> {
    const query = db.selectFrom('members').selectAll().where('handle', '=', handle)
    return (await query.executeTakeFirst()) ?? null
  },

  /** By handle, each with when the link that it could still use expires. */
  async members(now: number): Promise<(MemberRow & { link_expires_at: number | null })[]> {
    return db
      .selectFrom('members')
      .leftJoin('sign_in_links', join =>
        join
          .onRef('sign_in_links.member_id', '=', 'members.id')
          .on('used_at', 'is', null)
          .on('replaced_at', 'is', null)
          .on('expires_at', '>', now),
      )
      .selectAll('members')
      .select('sign_in_links.expires_at as link_expires_at')
      .orderBy('handle')
      .execute()
  },

  /** Owners who have signed in, `except` one. */
  async countOwners(except: string | null): Promise<number> {
    let query = db
      .selectFrom('members')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('role', '=', 'owner')
      .where('last_seen_at', 'is not', null)
    if (except !== null) query = query.where('id', '!=', except)
    return (await query.executeTakeFirstOrThrow()).count
  },

  async setRole(id: string, role: Role): Promise<void> {
    await db.updateTable('members').set({ role }).where('id', '=', id).execute()
  },

  async seen(id: string, at: number): Promise<void> {
    await db.updateTable('members').set({ last_seen_at: at }).where('id', '=', id).execute()
  },

  /** Unused older links of the member stop working. */
  async replaceLinks(row: LinkRow): Promise<void> {
    await db
      .updateTable('sign_in_links')
      .set({ replaced_at: row.created_at })
      .where('member_id', '=', row.member_id)
      .where('used_at', 'is', null)
      .where('replaced_at', 'is', null)
      .execute()
    await db.insertInto('sign_in_links').values(row).execute()
  },

  /** Takes the link in one statement, so of two at once only one gets the member's id. */
  async useLink(tokenHash: string, now: number): Promise<string | null> {
    const row = await db
      .updateTable('sign_in_links')
      .set({ used_at: now })
      .where('token_hash', '=', tokenHash)
      .where('used_at', 'is', null)
      .where('replaced_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('member_id')
      .executeTakeFirst()
    return row?.member_id ?? null
  },

  async link(tokenHash: string): Promise<LinkRow | null> {
    const query = db.selectFrom('sign_in_links').selectAll().where('token_hash', '=', tokenHash)
    return (await query.executeTakeFirst()) ?? null
  },

  async insertSession(row: SessionRow): Promise<void> {
    await db.insertInto('sessions').values(row).execute()
  },

  /** The live session that `by` names, with its member. */
  async session(by: { tokenHash: string } | { id: string }, now: number) {
    const query = db
      .selectFrom('sessions')
      .innerJoin('members', 'members.id', 'sessions.member_id')
      .selectAll('members')
      .select(['sessions.id as session_id', 'sessions.renewed_at as renewed_at'])
      .where('sessions.expires_at', '>', now)
    const found =
      'id' in by
        ? query.where('sessions.id', '=', by.id)
        : query.where('sessions.token_hash', '=', by.tokenHash)
    return (await found.executeTakeFirst()) ?? null
  },

  async renewSession(id: string, now: number, expiresAt: number): Promise<void> {
    await db
      .updateTable('sessions')
      .set({ renewed_at: now, expires_at: expiresAt })
      .where('id', '=', id)
      .execute()
  },

  async endSession(id: string): Promise<void> {
    await db.deleteFrom('sessions').where('id', '=', id).execute()
  },

  async endSessionsOf(memberId: string): Promise<void> {
    await db.deleteFrom('sessions').where('member_id', '=', memberId).execute()
  },

  async forgetExpired(now: number): Promise<void> {
    await db.deleteFrom('sessions').where('expires_at', '<=', now).execute()
  },

  async addEvidence(row: EvidenceRow): Promise<void> {
    await db
      .insertInto('evidence')
      .values(row)
      .onConflict(conflict => conflict.columns(['member_id', 'kind', 'ref']).doNothing())
      .execute()
  },

  /** Oldest first. */
  async evidence(memberId: string): Promise<EvidenceRow[]> {
    return db
      .selectFrom('evidence')
      .selectAll()
      .where('member_id', '=', memberId)
      .orderBy('at')
      .orderBy('id')
      .execute()
  },
})
