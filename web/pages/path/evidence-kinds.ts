import BadgeCheck from 'lucide-solid/icons/badge-check'
import Egg from 'lucide-solid/icons/egg'
import FileText from 'lucide-solid/icons/file-text'
import MessageSquareText from 'lucide-solid/icons/message-square-text'
import SquareTerminal from 'lucide-solid/icons/square-terminal'
import UserCheck from 'lucide-solid/icons/user-check'
import type { IconType } from '../../ui/Icon.tsx'

const BY_KIND: Record<string, IconType> = {
  joined: UserCheck,
  role: BadgeCheck,
  'exercise-solved': SquareTerminal,
  review: MessageSquareText,
}

/** A picture for a kind of evidence; kinds to come still get one. */
export const evidenceIcon = (kind: string): IconType => {
  if (kind.startsWith('incubation')) return Egg
  return BY_KIND[kind] ?? FileText
}
