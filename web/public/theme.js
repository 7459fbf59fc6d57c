// Runs before the first paint, so that the stored theme never flashes. A file of its own because
// the content security policy allows no inline script. web/ui/theme.ts is its counterpart.
;(() => {
  let choice = 'system'
  try {
    choice = localStorage.getItem('hatchery:theme') || choice
  } catch {
    // Storage is blocked: follow the system.
  }
  const light =
    choice === 'light' ||
    (choice === 'system' && matchMedia('(prefers-color-scheme: light)').matches)
  document.documentElement.dataset.theme = light ? 'light' : 'dark'
})()
