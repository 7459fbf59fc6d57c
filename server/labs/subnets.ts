/** The private IPv4 block that lab networks are cut from. */
export type Block = { readonly base: string; readonly prefix: number }

/** 16 addresses: the network's own, the bridge's, broadcast; 13 for hosts and the probe. */
const LAB_PREFIX = 28
const LAB_SIZE = 2 ** (32 - LAB_PREFIX)

type Range = { readonly first: number; readonly last: number }

const toNumber = (address: string): number =>
  address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)

const toAddress = (value: number): string =>
  [24, 16, 8, 0].map(shift => Math.floor(value / 2 ** shift) % 256).join('.')

/** Null for what is not IPv4 in CIDR form: an engine lists IPv6 subnets too. */
const rangeOf = (cidr: string): Range | null => {
  const match = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(cidr)
  if (match?.[1] === undefined) return null
  const size = 2 ** (32 - Number(match[2]))
  const first = Math.floor(toNumber(match[1]) / size) * size
  return { first, last: first + size - 1 }
}

const overlap = (a: Range, b: Range): boolean => a.first <= b.last && b.first <= a.last

/**
 * A /28 of the block that overlaps nothing taken, or null when all are. The search begins at
 * `start` (any whole number), so that servers that share an engine seldom want the same one.
 */
export const freeSubnet = (
  block: Block,
  taken: readonly string[],
  start: number,
): string | null => {
  const whole = rangeOf(`${block.base}/${block.prefix}`)
  if (whole === null) return null
  const ranges = taken.map(rangeOf).filter(range => range !== null)
  const count = (whole.last - whole.first + 1) / LAB_SIZE
  for (let step = 0; step < count; step++) {
    const first = whole.first + ((start + step) % count) * LAB_SIZE
    const candidate = { first, last: first + LAB_SIZE - 1 }
    if (!ranges.some(range => overlap(range, candidate))) return `${toAddress(first)}/${LAB_PREFIX}`
  }
  return null
}
