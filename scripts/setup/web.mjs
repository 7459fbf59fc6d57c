import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compressFolder } from './compress.mjs'
import { webFingerprint } from './fingerprint.mjs'
import { readOr } from './machine.mjs'
import { SetupError } from './setup-error.mjs'
import { lastLines } from './text.mjs'

/** In the built folder, which Vite empties first: a build that was cut short has none. */
const STAMP = 'dist/web/.hatchery-build'

/**
 * Builds the pages unless what they are made of is unchanged.
 * @param {{ root: string, runner: import('./runner.mjs').Runner, reporter: import('./reporter.mjs').Reporter }} deps
 */
export const ensureWeb = ({ root, runner, reporter }) =>
  reporter.step('pages', async tell => {
    const wanted = webFingerprint(root)
    if (readOr(join(root, STAMP)) === wanted) return 'up to date'
    tell('building')
    const vite = join(root, 'node_modules/vite/bin/vite.js')
    const { code, output } = await runner.run(
      process.execPath,
      [vite, 'build', '--logLevel', 'warn'],
      { cwd: root, env: { NODE_ENV: 'production' } },
    )
    if (code !== 0) {
      throw new SetupError('The web pages could not be built: see why below.', {
        details: lastLines(output, 20),
      })
    }
    await compressFolder(join(root, 'dist/web'))
    writeFileSync(join(root, STAMP), wanted)
    return 'built'
  })
