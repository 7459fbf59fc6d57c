import { readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { Examination, type Fault, type FileFindings } from './examine.ts'
import type { Verifier } from './keys.ts'
import { eachLine } from './lines.ts'
import {
  judgeManifest,
  MANIFEST,
  type Manifest,
  type ManifestFile,
  readManifest,
} from './manifest.ts'
import { lineFiles } from './repair.ts'
import type { RecordingVerification } from './view.ts'

export type Verification = RecordingVerification & {
  readonly id: string
  /** The manifest's; null without one. */
  readonly head: string | null
  readonly faults: readonly Fault[]
}

/**
 * Whether a recording is as it was written, from its folder and the public key alone. Without a
 * manifest it is `unfinished`: proven up to the last checkpoint of each file, and the folder must
 * bear the recording's id. Null: there is no recording in this folder. Rejects as `fs` does.
 */
export const verifyRecording = async (
  folder: string,
  verifier: Verifier,
): Promise<Verification | null> => {
  const names = await lineFiles(folder)
  const written = await readOrNull(join(folder, MANIFEST))
  if (names === null || (names.length === 0 && written === null)) return null

  const manifest = written === null ? null : readManifest(written)
  const verdict = manifest && judgeManifest(manifest, verifier)
  const believed = verdict === 'fits' ? manifest : null
  const id = manifest?.id ?? basename(resolve(folder))
  const files: FileFindings[] = []
  for (const name of names) {
    files.push(await examineFile(folder, name, { id, verifier, manifest: believed }))
  }
  const missing = (believed?.files ?? []).filter(file => !names.includes(file.name))
  const verdicts = [...(verdict ? [verdict] : []), ...files.flatMap(file => file.verdicts)]
  const isOtherKey = verdicts.includes('other-key') && !verdicts.includes('fits')
  const faults = isOtherKey
    ? [otherKey(verifier)]
    : [
        ...(written !== null && believed === null ? [manifestChanged] : []),
        ...missing.map(missingFile),
        ...files.flatMap(file => file.faults),
      ]
  const links = files.reduce((sum, file) => sum + file.links, 0)
  const head = believed?.head ?? null
  return { id, head, faults, links, ...summary(faults, links, files.length, believed) }
}

type Given = {
  readonly id: string
  readonly verifier: Verifier
  readonly manifest: Manifest | null
}

const examineFile = async (folder: string, name: string, given: Given): Promise<FileFindings> => {
  const { id, verifier, manifest } = given
  const sealed = manifest?.files.find(file => file.name === name) ?? null
  if (manifest !== null && sealed === null) return unexpected(name)
  const path = join(folder, name)
  const examination = new Examination(id, name, verifier)
  const rest = await eachLine(path, line => examination.add(line))
  return examination.finish(sealed, { rest, bytes: (await stat(path)).size })
}

const unexpected = (file: string): FileFindings => ({
  faults: [
    {
      kind: 'unexpected',
      file,
      line: null,
      detail: 'The file is not part of what was recorded.',
    },
  ],
  links: 0,
  verdicts: [],
})

const missingFile = ({ name, lines }: ManifestFile): Fault => ({
  kind: 'missing',
  file: name,
  line: null,
  detail: `The file is missing, with ${lines} lines.`,
})

const manifestChanged: Fault = {
  kind: 'changed',
  file: MANIFEST,
  line: null,
  detail: 'The manifest is not as it was signed.',
}

const otherKey = (verifier: Verifier): Fault => ({
  kind: 'wrong-key',
  file: '.',
  line: null,
  detail: `Nothing here was signed with the key ${verifier.id}: verify with the key of the server that recorded it.`,
})

const summary = (
  faults: readonly Fault[],
  links: number,
  files: number,
  manifest: Manifest | null,
): Pick<Verification, 'state' | 'detail'> => {
  const [first, ...more] = faults
  if (first !== undefined) {
    const others = more.length === 0 ? '' : ` And ${more.length} more.`
    return { state: 'failed', detail: `${faultText(first)}${others}` }
  }
  if (manifest === null) {
    const detail = `No manifest: the recording was not closed yet, or its manifest was taken away. Up to the last checkpoint of each file, ${links} lines are as they were written.`
    return { state: 'unfinished', detail }
  }
  return {
    state: 'verified',
    detail: `All ${links} lines of ${files} files are as they were written.`,
  }
}

/** `terminals/1.cast:12: Line 12 was changed.` */
export const faultText = ({ kind, file, line, detail }: Fault): string =>
  kind === 'wrong-key' ? detail : `${file}${line === null ? '' : `:${line}`}: ${detail}`

const readOrNull = async (path: string): Promise<Buffer | null> => {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
