import { AppError } from '../kernel/app-error.ts'

const NO_SPACE = /No space left on device|not enough free space/i

const NO_MIRROR =
  /Temporary failure resolving|Could not resolve|Failed to fetch|Could not connect|Unable to connect|Connection timed out|apt-get update .*failed/i

/** What apt, dpkg, mmdebstrap and Puppet begin their complaints with. */
const COMPLAINT = /^(E:|dpkg: error|Error:|mmdebstrap: )/

/** Lines of output that say why, at most three: the complaints, else the last words. */
export const reasonIn = (output: string): string => {
  const lines = output
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
  const complaints = lines.filter(line => COMPLAINT.test(line))
  return (complaints.length > 0 ? complaints.slice(0, 3) : lines.slice(-3)).join(' ')
}

/**
 * Why a command of a build failed, from what it printed. `doing` is a gerund: "installing packages
 * for base". Codes: `no-disk-space` (507), `mirror-unreachable` (503, worth another try),
 * `image-failed` (500).
 */
export const failureOf = (doing: string, output: string): AppError => {
  if (NO_SPACE.test(output)) {
    return new AppError(
      'no-disk-space',
      507,
      `The machine's disk is full (while ${doing}): free some space, then try again.`,
    )
  }
  if (NO_MIRROR.test(output)) {
    return new AppError(
      'mirror-unreachable',
      503,
      `Debian's package mirror cannot be reached (while ${doing}): check the network of this machine. ${reasonIn(output)}`,
    )
  }
  const reason = reasonIn(output)
  return new AppError(
    'image-failed',
    500,
    `${doing[0]?.toUpperCase()}${doing.slice(1)} failed: ${reason === '' ? 'it said nothing.' : reason}`,
  )
}
