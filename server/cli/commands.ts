import type { Command } from './command.ts'
import { doctor } from './doctor.ts'
import { link } from './link.ts'

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [link, doctor]
