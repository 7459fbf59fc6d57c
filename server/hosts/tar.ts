import type { Tree } from './tree.ts'

const BLOCK = 512

/** POSIX.1-1988 ustar, the one format every engine unpacks: `name` and `prefix` fields. */
const NAME = 100
const PREFIX = 155

const octal = (value: number, width: number): string => value.toString(8).padStart(width - 1, '0')

/** The longest tail that fits `name` and leaves a head that fits `prefix`; null: too long. */
const splitPath = (path: string): { prefix: string; name: string } | null => {
  if (Buffer.byteLength(path) <= NAME) return { prefix: '', name: path }
  for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
    const name = path.slice(at + 1)
    if (Buffer.byteLength(name) > NAME) continue
    const prefix = path.slice(0, at)
    return Buffer.byteLength(prefix) <= PREFIX ? { prefix, name } : null
  }
  return null
}

type Member = { path: string; mode: number; type: '0' | '2' | '5'; size: number; target: string }

const header = ({ path, mode, type, size, target }: Member): Buffer => {
  const split = splitPath(path)
  if (split === null || Buffer.byteLength(target) > NAME) {
    throw new RangeError(`${path} is too long a path for a tar archive.`)
  }
  const block = Buffer.alloc(BLOCK)
  block.write(split.name, 0)
  block.write(octal(mode, 8), 100)
  block.write(octal(0, 8), 108)
  block.write(octal(0, 8), 116)
  block.write(octal(size, 12), 124)
  block.write(octal(0, 12), 136)
  block.write(' '.repeat(8), 148)
  block.write(type, 156)
  block.write(target, 157)
  block.write('ustar\0' + '00', 257)
  block.write(split.prefix, 345)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${octal(sum, 7)}\0 `, 148)
  return block
}

const padded = (bytes: Uint8Array): Buffer[] => [
  Buffer.from(bytes),
  Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK),
]

/** Every folder that leads to a path, outermost first. */
const foldersOf = (path: string): string[] =>
  path
    .split('/')
    .slice(0, -1)
    .map((_, index, parts) => `${parts.slice(0, index + 1).join('/')}/`)

/**
 * A tar archive of the tree under `root` (no leading slash): owned by root, of no date, so that
 * the same tree gives the same bytes. The folders of `root` come with it as 0755: unpack it where
 * none of them has a mode of its own to lose, as /tmp has. Throws RangeError for a path that the format cannot hold.
 */
export const packTar = (tree: Tree, root: string): Uint8Array => {
  const blocks: Buffer[] = []
  const folders = new Set<string>()
  for (const entry of tree) {
    const path = root === '' ? entry.path : `${root}/${entry.path}`
    for (const folder of foldersOf(path)) {
      if (folders.has(folder)) continue
      folders.add(folder)
      blocks.push(header({ path: folder, mode: 0o755, type: '5', size: 0, target: '' }))
    }
    if (entry.kind === 'link') {
      blocks.push(header({ path, mode: 0o777, type: '2', size: 0, target: entry.target }))
      continue
    }
    const mode = entry.executable ? 0o755 : 0o644
    blocks.push(header({ path, mode, type: '0', size: entry.bytes.length, target: '' }))
    blocks.push(...padded(entry.bytes))
  }
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)])
}
