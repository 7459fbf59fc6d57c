#!/usr/bin/env node
import { withProject } from './setup/project.mjs'

/** `npm run bench -- NAME --json`: measurements, with one JSON object last on stdout. */
withProject(async () => {
  const { main } = await import('../tests/bench/main.ts')
  return main(process.argv.slice(2))
})
