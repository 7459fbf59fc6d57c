// Runs before all else. A file of its own because the content security policy allows no inline
// script.

// The stored theme, before the first paint, so that it never flashes. Its counterpart is
// web/ui/theme-control.ts.
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

// Browsers drop what they are loading when a network interface comes or goes, which each lab's
// does where server and browser share a machine. Without its code the page would stay empty: it is
// loaded again, three times at the most. Code that comes later has web/api/patiently.ts.
;(() => {
  const key = 'hatchery:reloads'
  const reloads = () => Number(sessionStorage.getItem(key))
  addEventListener(
    'error',
    event => {
      if (!(event.target instanceof HTMLScriptElement || event.target instanceof HTMLLinkElement)) {
        return
      }
      if (reloads() >= 3) return
      sessionStorage.setItem(key, String(reloads() + 1))
      setTimeout(() => location.reload(), 300)
    },
    true,
  )
  addEventListener('load', () => setTimeout(() => sessionStorage.removeItem(key), 5000))
})()
