import type { Migration } from 'kysely'
import type { Role } from '../kernel/roles.ts'

type MembersTable = {
  id: string
  handle: string
  name: string
  role: Role
  created_at: number
  last_seen_at: number | null
}

/** One-time sign-in links; of each, only the hash of its token. */
type LinksTable = {
  token_hash: string
  member_id: string
  created_at: number
  expires_at: number
  used_at: number | null
  replaced_at: number | null
}

type SessionsTable = {
  id: string
  token_hash: string
  member_id: string
  created_at: number
  renewed_at: number
  expires_at: number
}

type EvidenceTable = {
  id: string
  member_id: string
  step: 1 | 2 | 3
  kind: string
  /** What it is about; with the kind, unique for a member, so a repeated fact counts once. */
  ref: string
  title: string
  href: string
  at: number
}

export type PeopleTables = {
  members: MembersTable
  sign_in_links: LinksTable
  sessions: SessionsTable
  evidence: EvidenceTable
}

export type MemberRow = Readonly<MembersTable>
export type LinkRow = Readonly<LinksTable>
export type SessionRow = Readonly<SessionsTable>
export type EvidenceRow = Readonly<EvidenceTable>

export const peopleMigrations: Record<string, Migration> = {
  '2026-01-people-1': {
    async up(db) {
      await db.schema
        .createTable('members')
        .addColumn('id', 'text', c => c.primaryKey())
        .addColumn('handle', 'text', c => c.notNull().unique())
        .addColumn('name', 'text', c => c.notNull())
        .addColumn('role', 'text', c => c.notNull())
        .addColumn('created_at', 'integer', c => c.notNull())
        .addColumn('last_seen_at', 'integer')
        .execute()
      await db.schema
        .createTable('sign_in_links')
        .addColumn('token_hash', 'text', c => c.primaryKey())
        .addColumn('member_id', 'text', c => c.notNull().references('members.id'))
        .addColumn('created_at', 'integer', c => c.notNull())
        .addColumn('expires_at', 'integer', c => c.notNull())
        .addColumn('used_at', 'integer')
        .addColumn('replaced_at', 'integer')
        .execute()
      await db.schema
        .createIndex('sign_in_links_by_member')
        .on('sign_in_links')
        .column('member_id')
        .execute()
      await db.schema
        .createTable('sessions')
        .addColumn('id', 'text', c => c.primaryKey())
        .addColumn('token_hash', 'text', c => c.notNull().unique())
        .addColumn('member_id', 'text', c => c.notNull().references('members.id'))
        .addColumn('created_at', 'integer', c => c.notNull())
        .addColumn('renewed_at', 'integer', c => c.notNull())
        .addColumn('expires_at', 'integer', c => c.notNull())
        .execute()
      await db.schema.createIndex('sessions_by_member').on('sessions').column('member_id').execute()
      await db.schema
        .createTable('evidence')
        .addColumn('id', 'text', c => c.primaryKey())
        .addColumn('member_id', 'text', c => c.notNull().references('members.id'))
        .addColumn('step', 'integer', c => c.notNull())
        .addColumn('kind', 'text', c => c.notNull())
        .addColumn('ref', 'text', c => c.notNull())
        .addColumn('title', 'text', c => c.notNull())
        .addColumn('href', 'text', c => c.notNull())
        .addColumn('at', 'integer', c => c.notNull())
        .addUniqueConstraint('evidence_once', ['member_id', 'kind', 'ref'])
        .execute()
    },
  },
}
