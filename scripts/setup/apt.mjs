import { SetupError } from './setup-error.mjs'
import { aptProgress, lastLines, withoutHosts } from './text.mjs'

const OPTIONS = [
  // Another apt may be at work, as after a boot: wait for it rather than fail.
  '-o',
  'DPkg::Lock::Timeout=120',
  '-o',
  'Dpkg::Use-Pty=0',
  '-o',
  'APT::Status-Fd=3',
]

/**
 * Installs Debian packages, as root, without questions.
 * @param {readonly string[]} packages
 * @param {import('./runner.mjs').Runner} runner
 * @param {import('./reporter.mjs').Tell} tell
 */
export const aptInstall = async (packages, runner, tell) => {
  const names = packages.join(', ')
  const run = async (/** @type {string} */ command, /** @type {string[]} */ args) => {
    const { code, output } = await runner.run(command, args, {
      env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
      onStatus: line => {
        const progress = aptProgress(line)
        if (progress) tell(`installing ${names}: ${progress.percent} %, ${progress.text}`)
      },
    })
    if (code === 0) return
    throw new SetupError(`${names} could not be installed: ${command} says why below.`, {
      details: withoutHosts(lastLines(output, 12)),
      commands: ['apt-get update', `apt-get install --no-install-recommends ${packages.join(' ')}`],
    })
  }
  tell(`installing ${names} with apt`)
  // Finishes what an interrupted run left half done; apt refuses to work before that.
  await run('dpkg', ['--configure', '-a'])
  await run('apt-get', ['update', ...OPTIONS])
  await run('apt-get', ['install', '-y', '--no-install-recommends', ...OPTIONS, ...packages])
}
