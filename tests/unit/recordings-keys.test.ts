import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSigner, publicKeyFile, readVerifier } from '../../server/recordings/keys.ts'

let data: string
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'hatchery-keys-'))
})
afterEach(() => rmSync(data, { recursive: true }))

const privateFile = () => join(data, 'keys', 'recordings.key')

it('makes a key pair once, the private half for the server alone', () => {
  const first = openSigner(data)
  expect(statSync(privateFile()).mode & 0o777).toBe(0o600)
  const second = openSigner(data)
  expect(second.id).toBe(first.id)
  const verifier = readVerifier(readFileSync(publicKeyFile(data), 'utf8'))
  expect(verifier.judge('text', second.sign('text'), first.id)).toBe('fits')
})

it('writes the public half again where it is gone or another', () => {
  const { id } = openSigner(data)
  rmSync(publicKeyFile(data))
  openSigner(data)
  expect(readVerifier(readFileSync(publicKeyFile(data), 'utf8')).id).toBe(id)
  writeFileSync(publicKeyFile(data), 'something else')
  openSigner(data)
  expect(readVerifier(readFileSync(publicKeyFile(data), 'utf8')).id).toBe(id)
})

it.each([
  ['half a key', '-----BEGIN PRIVATE KEY-----\nMC4C'],
  [
    'an RSA key',
    generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    }),
  ],
])('refuses %s, and leaves it where it is', (_what, pem) => {
  mkdirSync(join(data, 'keys'))
  writeFileSync(privateFile(), pem)
  expect(() => openSigner(data)).toThrow(/recordings\.key, can't be used .* Restore it/)
  expect(readFileSync(privateFile(), 'utf8')).toBe(pem)
})

it('tells a changed text, a changed signature and another key apart', () => {
  const signer = openSigner(data)
  const signature = signer.sign('text')
  expect(signer.judge('next', signature, signer.id)).toBe('changed')
  expect(signer.judge('text', `A${signature.slice(1)}`, signer.id)).toBe('changed')
  expect(signer.judge('text', `${signature} `, signer.id)).toBe('changed')
  expect(signer.judge('text', '', signer.id)).toBe('changed')
  expect(signer.judge('text', signature, 'another')).toBe('changed')
  expect(signer.judge('next', signature, 'another')).toBe('other-key')
})
