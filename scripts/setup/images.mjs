import { join } from 'node:path'
import { SetupError } from './setup-error.mjs'
import { lastLines, withoutHosts } from './text.mjs'

/**
 * Makes the images that labs are started from, or finds them made: minutes the first time, a
 * moment after that.
 * @param {import('./context.mjs').SetupContext} context
 */
export const ensureImages = ({ root, runner, reporter }) =>
  reporter.step('images', async tell => {
    tell('preparing, some minutes the first time')
    const { code, output } = await runner.run(
      process.execPath,
      [join(root, 'scripts/hatchery.mjs'), 'image', 'build'],
      { cwd: root, onOutput: line => tell(withoutHosts(line)) },
    )
    if (code === 0) return 'ready'
    throw new SetupError('The images of the hosts could not be made: see why below.', {
      details: withoutHosts(lastLines(output, 20)),
      commands: ['npm run hatchery -- image build'],
    })
  })
