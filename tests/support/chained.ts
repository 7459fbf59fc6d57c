import { generateKeyPairSync } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Chain, writeLink } from '../../server/recordings/chain.ts'
import { type Signer, signerOf } from '../../server/recordings/keys.ts'
import { manifestText, signManifest } from '../../server/recordings/manifest.ts'

export const aSigner = (): Signer => signerOf(generateKeyPairSync('ed25519').privateKey)

export const RECORDING = 'lab0000000000001'

/** Lines of each file, in batches; a checkpoint follows each. */
export type Batches = Readonly<Record<string, readonly (readonly string[])[]>>

/** The files of a closed recording as the server writes them, by name. */
export const sealedFiles = (batches: Batches, signer: Signer): Map<string, Buffer> => {
  const files = new Map<string, Buffer>()
  const entries = Object.entries(batches).map(([name, parts]) => {
    const chain = new Chain(RECORDING, name)
    let text = ''
    for (const [i, part] of parts.entries()) {
      const lines = part.map(line => `${line}\n`).join('')
      chain.addLines(Buffer.from(lines))
      text += lines + chain.checkpoint(signer, 1_767_225_600_000 + i)
    }
    files.set(name, Buffer.from(text))
    return { name, bytes: Buffer.byteLength(text), ...writeLink(chain.link) }
  })
  const manifest = signManifest(
    {
      version: 2,
      id: RECORDING,
      kind: 'exercise',
      title: 'The build page answers 502',
      ownerId: 'member-ada',
      state: 'complete',
      startedAt: 1_767_225_600_000,
      endedAt: 1_767_225_700_000,
      files: entries,
    },
    signer,
  )
  files.set('manifest.json', Buffer.from(manifestText(manifest)))
  return files
}

/** A folder that is made anew of whatever files are given. */
export const recordingFolder = async () => {
  const root = await mkdtemp(join(tmpdir(), 'hatchery-chain-'))
  const folder = join(root, RECORDING)
  return {
    folder,
    async fill(files: ReadonlyMap<string, Buffer>): Promise<string> {
      await rm(folder, { recursive: true, force: true })
      await mkdir(join(folder, 'terminals'), { recursive: true })
      for (const [name, bytes] of files) {
        await mkdir(dirname(join(folder, name)), { recursive: true })
        await writeFile(join(folder, name), bytes)
      }
      return folder
    },
    cleanUp: () => rm(root, { recursive: true }),
  }
}
