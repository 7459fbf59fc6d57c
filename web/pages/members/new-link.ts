import type { LinkView, MemberView } from '../../../server/people/view.ts'

/** A sign-in link just made, and whose; shown once. */
export type NewLink = { member: MemberView; link: LinkView }
