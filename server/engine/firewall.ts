import { execFile } from 'node:child_process'

/** Bridges of labs have names that begin so; iptables takes `+` for "anything after". */
export const BRIDGE_PREFIX = 'hl-'

const CHAIN = 'HATCHERY-LABS'

export type Tool = 'iptables' | 'ip6tables'

/** Runs a tool with its argv; resolves with the exit code, `null` when it could not be run. */
export type RunTool = (tool: Tool, argv: readonly string[]) => Promise<number | null>

/**
 * The rules, in order. A lab's hosts may answer the machine, but not speak to it: the bridge's
 * own address is on it. Podman's name service listens on that address, so it is let through;
 * Docker's is inside the host.
 */
export const labRules = (nameService: boolean): readonly (readonly string[])[] => [
  ['-m', 'conntrack', '--ctstate', 'ESTABLISHED,RELATED', '-j', 'ACCEPT'],
  ...(nameService
    ? ['udp', 'tcp'].map(protocol => ['-p', protocol, '--dport', '53', '-j', 'ACCEPT'])
    : []),
  ['-j', 'DROP'],
]

/**
 * Shuts the machine's own addresses off from the hosts of all labs. Idempotent, and safe when
 * several servers on one machine do it: they write the same rules.
 *
 * Returns null, or in one sentence why hosts may be able to reach the machine.
 */
export const protectMachine = async (options: {
  nameService: boolean
  isRoot: boolean
  run: RunTool
}): Promise<string | null> => {
  const { nameService, isRoot, run } = options
  if (!isRoot) {
    return 'Lab hosts can reach this machine on their bridge address, because the server does not run as root and so cannot set iptables rules: run it as root, or drop INPUT from hl-+ yourself.'
  }
  const first = await protect('iptables', nameService, run)
  if (first !== null) return first
  // Labs have no IPv6 of ours, but a bridge may get a link-local address.
  const second = await run('ip6tables', ['-w', '-S', 'INPUT'])
  return second === 0 ? protect('ip6tables', nameService, run) : null
}

const protect = async (tool: Tool, nameService: boolean, run: RunTool): Promise<string | null> => {
  const failed = (what: string) =>
    `Lab hosts can reach this machine on their bridge address, because ${tool} could not ${what}: install iptables, then start again.`
  const exists = (await run(tool, ['-w', '-n', '-L', CHAIN])) === 0
  if (!exists) await run(tool, ['-w', '-N', CHAIN])
  for (const rule of labRules(nameService)) {
    if ((await run(tool, ['-w', '-C', CHAIN, ...rule])) === 0) continue
    // Before the closing DROP, should another server of another engine have written it already.
    const isLast = rule.includes('DROP')
    const argv = isLast ? ['-A', CHAIN, ...rule] : ['-I', CHAIN, ...rule]
    if ((await run(tool, ['-w', ...argv])) !== 0) return failed(`write to its chain ${CHAIN}`)
  }
  const jump = ['INPUT', '-i', `${BRIDGE_PREFIX}+`, '-j', CHAIN]
  if ((await run(tool, ['-w', '-C', ...jump])) === 0) return null
  return (await run(tool, ['-w', '-I', ...jump])) === 0 ? null : failed('change INPUT')
}

/** `execFile` with a short patience; its output matters to nobody. */
export const runTool: RunTool = (tool, argv) =>
  new Promise(resolve => {
    execFile(tool, [...argv], { timeout: 10_000 }, error => {
      if (error === null) resolve(0)
      else resolve(typeof error.code === 'number' ? error.code : null)
    })
  })
