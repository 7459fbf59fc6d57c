import type { UptimeCell } from '../../../server/incubation/view.ts'
import { duration, exactTime } from '../../ui/format.ts'

export const CELL_WORDS: Record<UptimeCell['state'], string> = {
  up: 'up',
  mixed: 'up in part',
  down: 'down',
  none: 'not probed',
}

/** What a cell says on hover: its time, its state, its counts. */
export const cellWords = (cell: UptimeCell): string => {
  const when = `${exactTime(cell.from)}, ${duration(cell.to - cell.from)}`
  if (cell.state === 'none') return `${when}: ${CELL_WORDS.none}`
  return `${when}: ${CELL_WORDS[cell.state]}, ${cell.up} of ${cell.up + cell.down} probes answered`
}

/** The whole strip in a sentence, for those who do not see it. */
export const stripWords = (cells: readonly UptimeCell[]): string => {
  const count = (state: UptimeCell['state']) => cells.filter(cell => cell.state === state).length
  const probed = cells.length - count('none')
  if (probed === 0) return 'Uptime: nothing was probed yet'
  const parts = [`${count('up')} up`, `${count('mixed')} up in part`, `${count('down')} down`]
  return `Uptime over ${probed} periods: ${parts.join(', ')}`
}
