import { type Config, readConfig } from '../config.ts'
import { unwrap } from '../kernel/result.ts'
import type { CommandIo } from './command.ts'

/** The same settings as the server's. Throws AppError naming every fault in the environment. */
export const settingsOf = (io: CommandIo): Config => unwrap(readConfig(io.env))
