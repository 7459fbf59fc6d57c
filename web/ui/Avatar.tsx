import './avatar.css'
import { initials } from './format.ts'

/** A member's initials. The name stands beside it, so it is hidden from screen readers. */
export const Avatar = (props: { name: string; size?: 'sm' | 'md' }) => (
  <span class={`avatar avatar-${props.size ?? 'md'}`} aria-hidden="true">
    {initials(props.name)}
  </span>
)
