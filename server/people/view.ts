import type { Role } from '../kernel/roles.ts'
import type { Permission } from './permissions.ts'

export type SessionView = {
  member: { id: string; handle: string; name: string; role: Role }
  /** What this member may do at all, for showing and hiding; the server asks again each time. */
  can: Permission[]
}

export type MemberView = {
  id: string
  handle: string
  name: string
  role: Role
  createdAt: number
  lastSeenAt: number | null
  /** An unused invitation or sign-in link is out. */
  pendingLink: { expiresAt: number } | null
}

/** Shown once; only its hash is kept. */
export type LinkView = { url: string; expiresAt: number }

export type EvidenceView = {
  id: string
  step: 1 | 2 | 3
  kind: string
  title: string
  /** A page of ours that shows it. */
  href: string
  at: number
}

export type PathView = {
  member: { id: string; handle: string; name: string; role: Role }
  steps: {
    step: 1 | 2 | 3
    title: string
    state: 'done' | 'current' | 'ahead'
    evidence: EvidenceView[]
    /** The next thing to do and why; null when nothing is open here. */
    next: { text: string; why: string; href: string } | null
  }[]
}
