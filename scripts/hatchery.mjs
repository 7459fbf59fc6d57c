#!/usr/bin/env node
import { withProject } from './setup/project.mjs'

/** `npm run hatchery -- COMMAND`: the command line, on the same settings as the server. */
withProject(async () => {
  const { main } = await import('../server/cli/main.ts')
  return main(process.argv.slice(2))
})
