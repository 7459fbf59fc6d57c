import type { Random } from './random.ts'

/** Crockford's base 32 in lower case: no i, l, o, u, so ids can be read aloud. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

const encode = (bytes: Uint8Array): string =>
  Array.from(bytes, byte => ALPHABET[byte & 31] ?? '0').join('')

/** A public id: 16 characters, 80 random bits; fits a DNS label and a cgroup's name. */
export const newId = (random: Random): string => encode(random.bytes(16))

/** A secret that signs somebody in: 43 characters, 256 random bits, safe in a URL. */
export const newSecret = (random: Random): string =>
  Buffer.from(random.bytes(32)).toString('base64url')
