import { useQueryClient } from '@tanstack/solid-query'
import LogOut from 'lucide-solid/icons/log-out'
import Monitor from 'lucide-solid/icons/monitor'
import Moon from 'lucide-solid/icons/moon'
import Search from 'lucide-solid/icons/search'
import Sun from 'lucide-solid/icons/sun'
import { api } from '../api/client.ts'
import { keys } from '../api/keys.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { forgetDrafts } from '../ui/draft.ts'
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from '../ui/Menu.tsx'
import { useTheme } from '../ui/Theme.tsx'
import { showProblem } from '../ui/Toast.tsx'
import { useSession } from './Session.tsx'

const THEMES = [
  { value: 'system', label: 'As the system', icon: Monitor },
  { value: 'dark', label: 'Dark', icon: Moon },
  { value: 'light', label: 'Light', icon: Sun },
] as const

/** Signs out here, forgets drafts, and lets the shell find out that nobody is signed in. */
export const createSignOut = () => {
  const client = useQueryClient()
  return async () => {
    try {
      await api.session.$delete()
    } catch (thrown) {
      showProblem(thrown)
      return
    }
    forgetDrafts()
    client.removeQueries({ predicate: query => query.queryKey[0] !== keys.session[0] })
    await client.invalidateQueries({ queryKey: keys.session })
  }
}

export const MemberMenu = (props: { onSearch: () => void; folded: boolean }) => {
  const session = useSession()
  const theme = useTheme()
  const signOut = createSignOut()
  const member = () => session().member
  return (
    <Menu
      class="rail-item rail-me"
      label={`${member().name}, ${member().role}: menu`}
      placement={props.folded ? 'right-end' : 'top-start'}
      trigger={
        <>
          <Avatar name={member().name} size="sm" />
          <span class="rail-label rail-me-name">{member().name}</span>
        </>
      }
    >
      <MenuLabel>
        {member().handle} · {member().role}
      </MenuLabel>
      <MenuItem icon={Search} onSelect={() => props.onSearch()}>
        Search
      </MenuItem>
      <MenuSeparator />
      <MenuChoice label="Theme" value={theme.choice()} options={THEMES} onChange={theme.choose} />
      <MenuSeparator />
      <MenuItem icon={LogOut} onSelect={() => void signOut()}>
        Sign out
      </MenuItem>
    </Menu>
  )
}
