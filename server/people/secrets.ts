import { createHash } from 'node:crypto'

/** What is kept of a secret. Of 256 random bits, a plain SHA-256 can't be turned back. */
export const hashOf = (secret: string): string =>
  createHash('sha256').update(secret).digest('base64url')
