import { A } from '@solidjs/router'
import { createEffect, For, type JSX, Show } from 'solid-js'
import './page.css'

export type Crumb = { label: string; href: string }

/**
 * A page: the bar with where you are and what you can do, and below it the content. Also the
 * document's title, which the shell reads out when it changes.
 */
export const Page = (props: {
  title: string
  crumbs?: readonly Crumb[]
  /** Chips beside the title. */
  meta?: JSX.Element
  /** Buttons, at the right. */
  actions?: JSX.Element
  /** The content fills what is left of the window and scrolls by itself. */
  bleed?: boolean
  width?: 'md' | 'lg'
  children: JSX.Element
}) => {
  createEffect(() => {
    document.title = `${props.title} · Hatchery`
  })
  return (
    <div class="page" classList={{ 'page-bleed': props.bleed ?? false }}>
      <header class="page-bar">
        <h1 class="page-title">
          <For each={props.crumbs}>
            {crumb => (
              <span class="page-crumb">
                <A href={crumb.href}>{crumb.label}</A> /{' '}
              </span>
            )}
          </For>
          {props.title}
        </h1>
        <Show when={props.meta}>
          <div class="page-meta">{props.meta}</div>
        </Show>
        <div class="page-actions">{props.actions}</div>
      </header>
      <div class={props.bleed ? 'page-fill' : `page-content page-${props.width ?? 'lg'}`}>
        {props.children}
      </div>
    </div>
  )
}
