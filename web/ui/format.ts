/** Words for times and amounts. Pure; all times are epoch milliseconds, all lengths milliseconds. */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const plural = (n: number, unit: string) => `${n} ${unit}${n === 1 ? '' : 's'}`

const STEPS: readonly (readonly [number, string])[] = [
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
]

/**
 * "25 minutes ago", "in 3 hours", "just now"; after 30 days the date, since "47 days ago" helps
 * nobody.
 */
export const relativeTime = (at: number, now: number): string => {
  const away = Math.abs(now - at)
  if (away < 45 * SECOND) return at > now ? 'in a moment' : 'just now'
  if (away >= 30 * DAY) return shortDate(at, now)
  // A minute begins at 45 s, so that nothing is ever "0 minutes ago".
  const [length, unit] = STEPS.find(([length]) => away >= length) ?? [MINUTE, 'minute']
  // What lies ahead is rounded: a link good for 48 hours does not begin with "in 1 day".
  const whole = at > now ? Math.round(away / length) : Math.floor(away / length)
  const words = plural(Math.max(1, whole), unit)
  return at > now ? `in ${words}` : `${words} ago`
}

/** "22 Nov", with its year when it is not this one. */
export const shortDate = (at: number, now: number): string => {
  const date = new Date(at)
  const sameYear = date.getFullYear() === new Date(now).getFullYear()
  return date.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  })
}

/** "Sun 22 Nov 2026, 14:05:09 CET": for hovering. In the reader's time zone. */
export const exactTime = (at: number): string => {
  const date = new Date(at)
  const day = date.toLocaleDateString('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  })
  const time = date.toLocaleTimeString('en-GB', { timeZoneName: 'short' })
  return `${day.replace(',', '')}, ${time}`
}

/** A length in its two greatest units: "21 min 40 s", "3 h 5 min", "2 days 4 h", "480 ms". */
export const duration = (ms: number): string => {
  if (ms < SECOND) return `${Math.max(0, Math.round(ms))} ms`
  const seconds = Math.floor(ms / SECOND)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return pair(`${minutes} min`, seconds % 60, 's')
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return pair(`${hours} h`, minutes % 60, 'min')
  return pair(plural(Math.floor(hours / 24), 'day'), hours % 24, 'h')
}

const pair = (greater: string, rest: number, unit: string) =>
  rest === 0 ? greater : `${greater} ${rest} ${unit}`

/** A clock's face: "38:12", "1:02:09". Never below zero. */
export const clock = (ms: number): string => {
  const total = Math.max(0, Math.floor(ms / SECOND))
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(total / 3600)
  const minutes = Math.floor((total % 3600) / 60)
  const seconds = two(total % 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${seconds}` : `${minutes}:${seconds}`
}

/** A share of 1 as "99.8 %". Rounds down, so that only all of them is "100 %". */
export const percent = (share: number): string => {
  const tenths = Math.floor(share * 1000 + 1e-9) / 10
  return `${Number.isInteger(tenths) ? tenths : tenths.toFixed(1)} %`
}

/** Two letters for a name: "Ada Lovelace" is AL, "ada" is AD. */
export const initials = (name: string): string => {
  const words = name
    .trim()
    .split(/[\s._-]+/)
    .filter(Boolean)
  const [first = '?', second] = words
  return (second ? first.charAt(0) + second.charAt(0) : first.slice(0, 2)).toUpperCase()
}

/** "1 review", "3 reviews". */
export const count = plural
