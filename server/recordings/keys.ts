import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError, messageOf } from '../kernel/app-error.ts'

/** `other-key`: it names another key, and does not fit this one. */
export type SignatureVerdict = 'fits' | 'changed' | 'other-key'

export type Verifier = {
  /** The first 16 hex digits of SHA-256 over the public key's DER (SubjectPublicKeyInfo). */
  readonly id: string
  /** `signature` in base64, the only way to write it; `key` is the id that stands beside it. */
  judge(text: string, signature: string, key: string): SignatureVerdict
}

export type Signer = Verifier & { sign(text: string): string }

export const publicKeyFile = (dataFolder: string): string =>
  join(dataFolder, 'keys', 'recordings.pub')

/**
 * The key pair that signs recordings: `keys/recordings.key` (0600) of the data folder, made when
 * it is not there, and beside it `recordings.pub`, all that is needed to verify. Both are PEM,
 * Ed25519. Only the process that holds the data folder's lock may call it.
 * Throws `recording-key-unusable` where there is a file that is no such key.
 */
export const openSigner = (dataFolder: string): Signer => {
  const file = join(dataFolder, 'keys', 'recordings.key')
  try {
    if (!existsSync(file)) makeKey(join(dataFolder, 'keys'), file)
    const key = ed25519(createPrivateKey(readFileSync(file)))
    const publicKey = createPublicKey(key)
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const shared = publicKeyFile(dataFolder)
    if (!existsSync(shared) || readFileSync(shared, 'utf8') !== pem) replace(shared, pem, 0o644)
    return signerOf(key)
  } catch (error) {
    throw new AppError(
      'recording-key-unusable',
      500,
      `The key that signs recordings, ${file}, can't be used (${messageOf(error)}). Restore it from a backup, or move it away to have a new one made.`,
      { cause: error },
    )
  }
}

export const signerOf = (privateKey: KeyObject): Signer => ({
  ...verifierOf(createPublicKey(privateKey)),
  sign: text => sign(null, Buffer.from(text), privateKey).toString('base64'),
})

export const verifierOf = (publicKey: KeyObject): Verifier => {
  const der = publicKey.export({ type: 'spki', format: 'der' })
  const id = createHash('sha256').update(der).digest('hex').slice(0, 16)
  return {
    id,
    judge(text, signature, key) {
      const bytes = Buffer.from(signature, 'base64')
      const canonical = bytes.toString('base64') === signature
      const fits = verify(null, Buffer.from(text), publicKey, bytes)
      if (fits && canonical && key === id) return 'fits'
      // With a signature that fits, it is the id beside it that was changed.
      return key === id || fits ? 'changed' : 'other-key'
    },
  }
}

/** From PEM. Throws when it is not an Ed25519 key. */
export const readVerifier = (pem: string): Verifier => verifierOf(ed25519(createPublicKey(pem)))

const ed25519 = (key: KeyObject): KeyObject => {
  if (key.asymmetricKeyType === 'ed25519') return key
  throw new Error(`it is ${key.asymmetricKeyType ?? 'of no known kind'}, not Ed25519`)
}

const makeKey = (folder: string, file: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o750 })
  const { privateKey } = generateKeyPairSync('ed25519')
  replace(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600)
}

/** Whole or not at all: half a key would be a server that can't start. */
const replace = (file: string, text: string, mode: number): void => {
  writeFileSync(`${file}.new`, text, { mode, flush: true })
  renameSync(`${file}.new`, file)
}
