import type { Clock } from '../kernel/clock.ts'
import type { Principal } from '../kernel/roles.ts'
import type { Lab, Labs } from '../labs/port.ts'
import type { LabView } from '../labs/view.ts'
import type { IncubationRow, IncubationStore, ProbeRow } from './store.ts'
import { cellWidth, uptimeOf, uptimeStrip } from './strip.ts'
import type { IncubationSummary, IncubationView } from './view.ts'

const MOST_FLIPS = 50

export type ViewDeps = {
  readonly store: IncubationStore
  readonly labs: Labs
  readonly clock: Clock
  readonly memberOf: (id: string) => Promise<Principal | null>
  readonly viewLab: (lab: Lab) => Promise<LabView>
}

const stateOf = (row: IncubationRow, lab: Lab | null): IncubationSummary['state'] => {
  if (row.closed_at !== null) return 'closed'
  if (lab === null || lab.state === 'ended' || lab.state === 'ending') return 'failed'
  return lab.state === 'ready' ? 'running' : 'starting'
}

const seenBy = (probe: ProbeRow) => ({ at: probe.at, up: probe.up === 1, seen: probe.seen })

const lastOf = (row: IncubationRow): IncubationSummary['last'] =>
  row.last_at === null
    ? null
    : { at: row.last_at, up: row.last_up === 1, ms: row.last_ms ?? 0, seen: row.last_seen ?? '' }

/** What the API shows of an incubation, put together from its rows and its lab. */
export const createIncubationViews = ({ store, labs, clock, memberOf, viewLab }: ViewDeps) => {
  const summary = async (row: IncubationRow): Promise<IncubationSummary> => {
    const width = cellWidth((row.closed_at ?? clock.now()) - row.starts_at)
    const [member, lab, counts] = await Promise.all([
      memberOf(row.member_id),
      labs.get(row.lab_id),
      store.cells(row.id, width),
    ])
    return {
      id: row.id,
      name: row.name,
      member: {
        id: row.member_id,
        handle: member?.handle ?? 'gone',
        name: member?.name ?? 'A former member',
      },
      state: stateOf(row, lab),
      startsAt: row.starts_at,
      endsAt: row.ends_at,
      last: lastOf(row),
      uptime: uptimeOf(counts),
      strip: uptimeStrip(row.starts_at, width, counts),
    }
  }

  const verdictOf = (row: IncubationRow): IncubationView['verdict'] => {
    if (row.verdict === null || row.closed_at === null) return null
    const { verdict, verdict_reason: reason, verdict_by: by, closed_at: at } = row
    return { verdict, reason: reason ?? '', by: by ?? '', at }
  }

  return {
    summary,

    /** null: its lab's row is gone, which only a damaged database does. */
    async full(row: IncubationRow): Promise<IncubationView | null> {
      const lab = await labs.get(row.lab_id)
      if (lab === null) return null
      const [head, flips, observations, labView] = await Promise.all([
        summary(row),
        store.flips(row.id, MOST_FLIPS),
        store.observations(row.id),
        viewLab(lab),
      ])
      return {
        ...head,
        charter: row.charter,
        probe: { url: row.probe_url, expect: row.probe_expect, everyMs: row.probe_every_ms },
        lab: labView,
        flips: flips.map(seenBy),
        observations: observations.map(({ id, author, body, at }) => ({ id, author, body, at })),
        verdict: verdictOf(row),
      }
    },
  }
}
