/** The browser's storage, which may be blocked or full: then values live as long as the page. */

const PREFIX = 'hatchery:'

export const readStored = (name: string): string | null => {
  try {
    return localStorage.getItem(PREFIX + name)
  } catch {
    return null
  }
}

/** `null` removes it. */
export const writeStored = (name: string, value: string | null): void => {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name)
    else localStorage.setItem(PREFIX + name, value)
  } catch {
    // Blocked or full: see above.
  }
}

/** The names stored here that begin with `start`. */
export const storedNames = (start: string): string[] => {
  try {
    return Object.keys(localStorage)
      .filter(key => key.startsWith(PREFIX + start))
      .map(key => key.slice(PREFIX.length))
  } catch {
    return []
  }
}
