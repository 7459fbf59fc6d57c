import Film from 'lucide-solid/icons/film'
import LogOut from 'lucide-solid/icons/log-out'
import Moon from 'lucide-solid/icons/moon'
import Rocket from 'lucide-solid/icons/rocket'
import SquareTerminal from 'lucide-solid/icons/square-terminal'
import Sun from 'lucide-solid/icons/sun'
import User from 'lucide-solid/icons/user'
import type { ExerciseCard } from '../../server/exercises/view.ts'
import type { MemberView } from '../../server/people/view.ts'
import type { RecordingSummary } from '../../server/recordings/view.ts'
import type { IconType } from '../ui/Icon.tsx'
import type { Destination } from './destinations.ts'

export type PaletteEntry = {
  id: string
  group: 'Pages' | 'Exercises' | 'Recordings' | 'Members' | 'Actions'
  label: string
  /** Fainter, beside the label; searched too. */
  note: string
  icon: IconType
  /** Where it goes, or what it does. */
  act: { to: string } | { run: () => void }
}

export const pageEntries = (destinations: readonly Destination[]): PaletteEntry[] => [
  ...destinations.map(({ href, label, icon }) => ({
    id: `page:${href}`,
    group: 'Pages' as const,
    label,
    note: '',
    icon,
    act: { to: href },
  })),
  {
    id: 'page:/start',
    group: 'Pages',
    label: 'Getting ready',
    note: 'engine and images',
    icon: Rocket,
    act: { to: '/start' },
  },
]

export const exerciseEntries = (exercises: readonly ExerciseCard[]): PaletteEntry[] =>
  exercises.map(exercise => ({
    id: `exercise:${exercise.slug}`,
    group: 'Exercises',
    label: exercise.title,
    note: exercise.skills.join(', '),
    icon: SquareTerminal,
    act: { to: `/exercises#${exercise.slug}` },
  }))

export const recordingEntries = (recordings: readonly RecordingSummary[]): PaletteEntry[] =>
  recordings.map(recording => ({
    id: `recording:${recording.id}`,
    group: 'Recordings',
    label: recording.title,
    note: recording.member.handle,
    icon: Film,
    act: { to: `/recordings/${recording.id}` },
  }))

export const memberEntries = (members: readonly MemberView[]): PaletteEntry[] =>
  members.map(member => ({
    id: `member:${member.id}`,
    group: 'Members',
    label: member.name,
    note: `${member.handle} · ${member.role}`,
    icon: User,
    act: { to: `/path/${member.id}` },
  }))

export const actionEntries = (does: {
  light: () => void
  dark: () => void
  signOut: () => void
}): PaletteEntry[] => [
  action('light', 'Use the light theme', Sun, does.light),
  action('dark', 'Use the dark theme', Moon, does.dark),
  action('sign-out', 'Sign out', LogOut, does.signOut),
]

const action = (id: string, label: string, icon: IconType, run: () => void): PaletteEntry => ({
  id: `action:${id}`,
  group: 'Actions',
  label,
  note: '',
  icon,
  act: { run },
})
