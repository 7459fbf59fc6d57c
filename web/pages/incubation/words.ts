import type { IncubationSummary, IncubationVerdict } from '../../../server/incubation/view.ts'
import type { Tone } from '../../ui/Chip.tsx'

type Labelled = { readonly label: string; readonly tone: Tone }

/** How an incubation stands, in one chip. */
export const standing = (incubation: IncubationSummary): Labelled => {
  if (incubation.state === 'starting') return { label: 'Starting', tone: 'info' }
  if (incubation.state === 'failed') return { label: 'Host lost', tone: 'fail' }
  if (incubation.state === 'closed') return { label: 'Closed', tone: 'neutral' }
  if (incubation.last === null) return { label: 'Not probed yet', tone: 'neutral' }
  return incubation.last.up ? { label: 'Up', tone: 'pass' } : { label: 'Down', tone: 'fail' }
}

export const VERDICTS: Record<IncubationVerdict, Labelled & { readonly note: string }> = {
  graduated: {
    label: 'Graduated',
    tone: 'pass',
    note: 'Well run and well presented. The host is removed; the record stays.',
  },
  extended: {
    label: 'Extended',
    tone: 'info',
    note: 'Needs more time. The host goes on running.',
  },
  declined: {
    label: 'Declined',
    tone: 'neutral',
    note: 'Not this time. The host is removed; the record stays.',
  },
}
