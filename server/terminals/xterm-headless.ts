import { createRequire } from 'node:module'

/** These packages are UMD bundles, whose names Node's ES module loader does not see. */
const require = createRequire(import.meta.url)

type Headless = typeof import('@xterm/headless')
type Serialize = typeof import('@xterm/addon-serialize')
type Unicode11 = typeof import('@xterm/addon-unicode11')

export const { Terminal } = require('@xterm/headless') as Headless
export const { SerializeAddon } = require('@xterm/addon-serialize') as Serialize
export const { Unicode11Addon } = require('@xterm/addon-unicode11') as Unicode11
