/** The tab that an arrow key, pressed on a tab, leads to; null for other keys. Goes round. */
export const tabByArrow = (
  event: KeyboardEvent & { currentTarget: HTMLElement },
): HTMLElement | null => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
  const tabs = [
    ...(event.currentTarget
      .closest('[role=tablist]')
      ?.querySelectorAll<HTMLElement>('[role=tab]') ?? []),
  ]
  if (step === undefined) return null
  return tabs.at((tabs.indexOf(event.currentTarget) + step) % tabs.length) ?? null
}
