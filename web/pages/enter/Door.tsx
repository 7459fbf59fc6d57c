import type { JSX } from 'solid-js'
import './enter.css'

/** The frame of every page before the sign-in. */
export const Door = (props: { title: string; children: JSX.Element }) => (
  <main class="door">
    <div class="door-card">
      <img src="/favicon.svg" alt="Hatchery" width="36" height="36" />
      <h1 class="door-title">{props.title}</h1>
      <div class="door-words">{props.children}</div>
    </div>
  </main>
)
