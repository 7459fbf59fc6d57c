#!/usr/bin/env node
import { createContext, loadEnvFile } from './setup/context.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { ensureEngine } from './setup/engine.mjs'
import { assertNode } from './setup/node-version.mjs'
import { endWithSignals } from './setup/runner.mjs'
import { explain } from './setup/setup-error.mjs'
import { allowTypeScript } from './setup/typescript.mjs'
import { ensureWeb } from './setup/web.mjs'

/**
 * `npm start`: brings a machine with Node alone to a serving Hatchery. Uses nothing but Node's own
 * modules until the dependencies are in place, then becomes the server.
 */
const start = async () => {
  assertNode()
  loadEnvFile()
  const context = createContext({ out: process.stdout })
  const leaveSignals = endWithSignals(context.runner)
  await ensureDependencies(context)
  await allowTypeScript()
  // Before anything is installed for it: a wrong setting is best heard of at once.
  await checkSettings()

  await ensureEngine(context)
  await ensureWeb(context)
  // From here on the server decides what a signal does.
  leaveSignals()
  const { main } = await import('../server/main.ts')
  await main()
}

const checkSettings = async () => {
  const { readConfig } = await import('../server/config.ts')
  const { systemRandom } = await import('../server/kernel/random.ts')
  const { openDataFolder } = await import('../server/store/data-folder.ts')
  const config = readConfig(process.env)
  if (!config.ok) throw config.error
  openDataFolder(config.value.dataFolder, systemRandom)
}

start().catch(error => {
  process.stderr.write(`\n${explain(error)}\n`)
  process.exit(1)
})
