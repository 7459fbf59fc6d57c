import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { lineFiles } from './repair.ts'
import type { RecordingRow } from './store.ts'

/** What `manifest.json` says once a recording is closed. Times are epoch milliseconds. */
export type Manifest = {
  readonly version: 1
  readonly id: string
  readonly kind: RecordingRow['kind']
  readonly title: string
  readonly ownerId: string
  readonly state: RecordingRow['state']
  readonly startedAt: number
  readonly endedAt: number
  readonly files: readonly { name: string; bytes: number; sha256: string }[]
}

/** Writes the manifest of a closed recording, synced. Rejects as `fs` does. */
export const writeManifest = async (
  folder: string,
  row: RecordingRow,
  state: RecordingRow['state'],
  endedAt: number,
): Promise<void> => {
  const names = (await lineFiles(folder)) ?? []
  const files = []
  for (const name of names) files.push(await describeFile(folder, name))
  const manifest: Manifest = {
    version: 1,
    id: row.id,
    kind: row.kind,
    title: row.title,
    ownerId: row.owner_id,
    state,
    startedAt: row.started_at,
    endedAt,
    files,
  }
  const file = await open(join(folder, 'manifest.json'), 'w', 0o640)
  try {
    await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`)
    await file.datasync()
  } finally {
    await file.close()
  }
}

const describeFile = async (folder: string, name: string) => {
  const path = join(folder, name)
  const hash = createHash('sha256')
  for await (const block of createReadStream(path)) hash.update(block)
  return { name, bytes: (await stat(path)).size, sha256: hash.digest('hex') }
}
