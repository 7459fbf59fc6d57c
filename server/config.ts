import { resolve } from 'node:path'
import { AppError } from './kernel/app-error.ts'
import { err, ok, type Result } from './kernel/result.ts'

/** Everything the environment decides, read once. `.env.example` documents each. */
export type Config = {
  readonly port: number
  /** The address to listen on. */
  readonly bind: string
  /** Absolute. */
  readonly dataFolder: string
  /** The origin that browsers see, without a trailing slash. */
  readonly origin: string
  /** Whether the operator set the origin; if not, the names of loopback are all taken. */
  readonly originIsSet: boolean
  readonly dockerHost: string | null
  /** Absolute path or URL; null: the built-in one. */
  readonly controlRepo: string | null
  readonly subnets: Subnets
  /** null: decided by the machine's memory. */
  readonly maxLabs: number | null
}

/** A private IPv4 block that lab networks are cut from. */
export type Subnets = { readonly base: string; readonly prefix: number }

type Env = Readonly<Record<string, string | undefined>>
type Fault = { readonly fault: string }

const wholeNumber = (env: Env, name: string, fallback: number, min: number, max: number) => {
  const text = env[name]?.trim()
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= min && value <= max) return value
  return { fault: `${name} is "${text}": give a whole number from ${min} to ${max}.` }
}

const originOf = (env: Env, port: number): string | Fault => {
  const text = env.HATCHERY_ORIGIN?.trim()
  if (text === undefined || text === '') return `http://localhost:${port}`
  const fault = {
    fault: `HATCHERY_ORIGIN is "${text}": give scheme and host alone, such as https://hatchery.example.org.`,
  }
  if (!URL.canParse(text)) return fault
  const url = new URL(text)
  const bare = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
  return bare && /^https?:$/.test(url.protocol) ? url.origin : fault
}

const PRIVATE_BLOCKS = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/

const subnetsOf = (env: Env): Subnets | Fault => {
  const text = env.HATCHERY_SUBNETS?.trim() || '10.213.0.0/16'
  const [base = '', bits = ''] = text.split('/')
  const octets = base.split('.').map(Number)
  const prefix = Number(bits)
  const isAddress = octets.length === 4 && octets.every(o => Number.isInteger(o) && o < 256)
  const isPrefix = /^\d+$/.test(bits) && prefix >= 12 && prefix <= 26
  if (isAddress && isPrefix && PRIVATE_BLOCKS.test(base)) return { base, prefix }
  return {
    fault: `HATCHERY_SUBNETS is "${text}": give a private IPv4 block from /12 to /26, such as 10.213.0.0/16.`,
  }
}

const isFault = (value: unknown): value is Fault =>
  typeof value === 'object' && value !== null && 'fault' in value

/** Reads the environment. An error names every fault in it, one sentence each. */
export const readConfig = (env: Env): Result<Config> => {
  const port = wholeNumber(env, 'PORT', 8080, 1, 65535)
  const origin = originOf(env, typeof port === 'number' ? port : 8080)
  const subnets = subnetsOf(env)
  const maxLabs = wholeNumber(env, 'HATCHERY_MAX_LABS', 0, 1, 10_000)
  const faults = [port, origin, subnets, maxLabs].filter(isFault)
  if (isFault(port) || isFault(origin) || isFault(subnets) || isFault(maxLabs)) {
    return err(new AppError('bad-environment', 500, faults.map(f => f.fault).join(' ')))
  }
  const originIsSet = Boolean(env.HATCHERY_ORIGIN?.trim())
  return ok({
    port,
    // Without a public origin nobody else could sign in anyway, so nobody else is let in.
    bind: env.HATCHERY_BIND?.trim() || (originIsSet ? '0.0.0.0' : '127.0.0.1'),
    dataFolder: resolve(env.HATCHERY_DATA?.trim() || 'data'),
    origin,
    originIsSet,
    dockerHost: env.DOCKER_HOST?.trim() || null,
    controlRepo: env.HATCHERY_CONTROL_REPO?.trim() || null,
    subnets,
    maxLabs: maxLabs === 0 ? null : maxLabs,
  })
}
