import { createReadStream } from 'node:fs'
import { Chain, NEWLINE } from './chain.ts'

const BLOCK_BYTES = 64 * 1024

/**
 * Calls `visit` with each whole line of a file, without its newline, a block at a time: a long
 * file leaves the process free in between. Resolves to the size of what follows the last newline.
 */
export const eachLine = async (path: string, visit: (line: Buffer) => void): Promise<number> => {
  let rest: Buffer[] = []
  const blocks = createReadStream(path, { highWaterMark: BLOCK_BYTES })
  for await (const block of blocks as AsyncIterable<Buffer>) {
    let start = 0
    for (let end = block.indexOf(NEWLINE); end !== -1; end = block.indexOf(NEWLINE, start)) {
      const piece = block.subarray(start, end)
      visit(rest.length === 0 ? piece : Buffer.concat([...rest, piece]))
      rest = []
      start = end + 1
    }
    if (start < block.length) rest.push(block.subarray(start))
  }
  return rest.reduce((size, piece) => size + piece.length, 0)
}

/** The chain of a file of whole lines that an earlier run wrote, to go on with. */
export const readChain = async (path: string, id: string, file: string): Promise<Chain> => {
  const chain = new Chain(id, file)
  await eachLine(path, line => chain.add(line))
  return chain
}
