import type { FactName, Facts } from '../kernel/facts.ts'
import type { Permission } from '../people/permissions.ts'
import type { Notice } from './view.ts'

/** A notice and whom it is for: those who may do `permission` to what `ownerId` owns. */
export type Addressed = {
  readonly notice: Notice
  readonly permission: Permission
  /** null: it belongs to nobody; the permission alone decides. */
  readonly ownerId: string | null
}

const addressed = (
  topic: Notice['topic'],
  id: string | null,
  permission: Permission,
  ownerId: string | null,
): Addressed => ({ notice: { topic, id }, permission, ownerId })

type OfLab = { readonly labId: string; readonly ownerId: string }

const status = (): Addressed => addressed('status', null, 'status:read', null)

const lab = ({ labId, ownerId }: OfLab): Addressed => addressed('labs', labId, 'lab:read', ownerId)

const terminals = ({ labId, ownerId }: OfLab): Addressed =>
  addressed('terminals', labId, 'terminal:observe', ownerId)

/** Recordings have their lab's id. */
const recording = ({ labId, ownerId }: OfLab): Addressed =>
  addressed('recordings', labId, 'recording:read', ownerId)

const attempt = ({ ownerId }: OfLab, attemptId: string | null): Addressed =>
  addressed('attempts', attemptId, 'attempt:read', ownerId)

type Mapping = { readonly [K in FactName]: (fact: Facts[K]) => readonly Addressed[] }

const MAPPING: Mapping = {
  'images.changed': () => [status()],
  'engine.changed': () => [status()],
  'lab.changed': fact => [lab(fact)],
  'lab.extended': fact => [lab(fact)],
  'terminal.opened': fact => [terminals(fact), recording(fact)],
  'terminal.closed': fact => [terminals(fact), recording(fact)],
  // Who watches is told by the terminal's own socket.
  'terminal.joined': () => [],
  'terminal.left': () => [],
  // The lab's next state follows at once.
  'fault.staged': () => [],
  'check.flipped': fact => [attempt(fact, null), recording(fact)],
  'hint.opened': fact => [attempt(fact, null), recording(fact)],
  'attempt.changed': fact => [attempt(fact, fact.attemptId), recording(fact)],
  'recording.changed': fact => [recording({ labId: fact.recordingId, ownerId: fact.ownerId })],
  'review.submitted': fact => [
    addressed('reviews', fact.recordingId, 'review:read', fact.ownerId),
    recording({ labId: fact.recordingId, ownerId: fact.ownerId }),
  ],
  'incubation.changed': fact => [
    addressed('incubations', fact.incubationId, 'incubation:read', fact.ownerId),
  ],
  'member.changed': fact => [
    addressed('members', fact.memberId, 'member:list', null),
    // The member may not list members, but their own session shows their role.
    addressed('members', fact.memberId, 'session:read', fact.memberId),
    addressed('path', fact.memberId, 'path:read', fact.memberId),
  ],
}

/** What a fact makes worth looking at again, and for whom. Pure. */
export const noticesOf = <K extends FactName>(name: K, fact: Facts[K]): readonly Addressed[] =>
  MAPPING[name](fact)
