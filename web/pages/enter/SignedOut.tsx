import { onMount } from 'solid-js'
import { Door } from './Door.tsx'

/** Nobody is signed in: how to get in. */
export const SignedOut = () => {
  onMount(() => {
    document.title = 'Sign in · Hatchery'
  })
  return (
    <Door title="Sign in to Hatchery">
      <p>
        You sign in with a link that works once. There are no passwords here, and the link can come
        from two places:
      </p>
      <ul class="door-ways">
        <li>
          <strong>A maintainer of your team</strong> sends you one from the Members page.
        </li>
        <li>
          <strong>Whoever runs this server</strong> makes one there:
          <code class="door-code">npm run hatchery -- link --handle NAME --role ROLE</code>
        </li>
      </ul>
      <p class="faint">Open the link in this browser and you are in.</p>
    </Door>
  )
}
