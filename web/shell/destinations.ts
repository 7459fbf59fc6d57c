import Egg from 'lucide-solid/icons/egg'
import Film from 'lucide-solid/icons/film'
import Route from 'lucide-solid/icons/route'
import SquareTerminal from 'lucide-solid/icons/square-terminal'
import Users from 'lucide-solid/icons/users'
import type { Permission } from '../../server/people/permissions.ts'
import type { IconType } from '../ui/Icon.tsx'

export type Destination = {
  href: string
  label: string
  icon: IconType
  needs: Permission
}

/** The rail, top to bottom. Only what exists; the palette shows the same. */
export const DESTINATIONS: readonly Destination[] = [
  { href: '/', label: 'Path', icon: Route, needs: 'path:read' },
  { href: '/exercises', label: 'Exercises', icon: SquareTerminal, needs: 'exercise:read' },
  { href: '/recordings', label: 'Recordings', icon: Film, needs: 'recording:read' },
  { href: '/incubation', label: 'Incubation', icon: Egg, needs: 'incubation:read' },
  { href: '/members', label: 'Members', icon: Users, needs: 'member:list' },
]

/** Which destination a page belongs to: the longest one that its path begins with. */
export const destinationOf = (path: string): string => {
  if (path.startsWith('/labs/')) return '/exercises'
  if (path === '/' || path.startsWith('/path/')) return '/'
  const section = `/${path.split('/')[1] ?? ''}`
  return section
}

/** Pages that want the whole window: the rail shrinks to icons there. */
export const isFocusPage = (path: string): boolean => /^\/(labs|recordings)\/[^/]+/.test(path)
