import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { hexHash } from './chain.ts'
import type { SignatureVerdict, Signer, Verifier } from './keys.ts'

export const MANIFEST = 'manifest.json'

const fileSchema = z.strictObject({
  /** Path within the folder. */
  name: z.string().regex(/^(events\.ndjson|terminals\/[^/]+\.cast)$/),
  lines: z.int().min(0),
  bytes: z.int().min(0),
  /** Hash of the last line, see chain.ts, in hex. */
  head: hexHash,
  /** Marks of the lines since the last checkpoint, that one included, see chain.ts. */
  marks: z.string(),
})

const contentsSchema = z.strictObject({
  version: z.literal(2),
  id: z.string(),
  kind: z.enum(['exercise', 'incubation']),
  title: z.string(),
  ownerId: z.string(),
  state: z.enum(['complete', 'interrupted']),
  /** Epoch milliseconds. */
  startedAt: z.number(),
  endedAt: z.number(),
  files: z.array(fileSchema),
})

/**
 * `manifest.json`: what a recording consists of, written when it is closed. A cut end and a
 * missing file show against it.
 *
 * - `head`: SHA-256 in hex over "hatchery-recording-manifest-2\n" + the JSON, without spaces, of
 *   all fields before it, in this order. It stands for every byte of the recording.
 * - `key`, `sig`: as in a checkpoint; signed is `hatchery-manifest-2\n<head>`.
 */
const manifestSchema = z.strictObject({
  ...contentsSchema.shape,
  head: hexHash,
  key: z.string(),
  sig: z.string(),
})

export type ManifestContents = z.infer<typeof contentsSchema>
export type ManifestFile = z.infer<typeof fileSchema>
export type Manifest = z.infer<typeof manifestSchema>

export const signManifest = (given: ManifestContents, signer: Signer): Manifest => {
  // Parsed, so that the fields stand in the schema's order.
  const contents = contentsSchema.parse(given)
  const head = headOf(contents)
  return { ...contents, head, key: signer.id, sig: signer.sign(signedText(head)) }
}

/** Null where it is not byte for byte what is written of these values. */
export const readManifest = (written: Buffer): Manifest | null => {
  try {
    const manifest = manifestSchema.parse(JSON.parse(written.toString()))
    return Buffer.from(manifestText(manifest)).equals(written) ? manifest : null
  } catch {
    return null
  }
}

export const judgeManifest = (manifest: Manifest, verifier: Verifier): SignatureVerdict => {
  const { head, key, sig, ...contents } = manifest
  const verdict = verifier.judge(signedText(head), sig, key)
  return verdict === 'fits' && headOf(contents) !== head ? 'changed' : verdict
}

export const manifestText = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`

/** Writes the manifest of a closed recording, synced. Rejects as `fs` does. */
export const writeManifest = async (folder: string, manifest: Manifest): Promise<void> => {
  const file = await open(join(folder, MANIFEST), 'w', 0o640)
  try {
    await file.writeFile(manifestText(manifest))
    await file.datasync()
  } finally {
    await file.close()
  }
}

const headOf = (contents: ManifestContents): string =>
  createHash('sha256')
    .update(`hatchery-recording-manifest-2\n${JSON.stringify(contents)}`)
    .digest('hex')

const signedText = (head: string): string => `hatchery-manifest-2\n${head}`
