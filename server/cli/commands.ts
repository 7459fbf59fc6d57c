import type { Command } from './command.ts'
import { doctor } from './doctor.ts'
import { exerciseLint } from './exercise-lint.ts'
import { exerciseTest } from './exercise-test.ts'
import { imageBuild } from './image-build.ts'
import { link } from './link.ts'
import { recordingVerify } from './recording-verify.ts'

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  link,
  imageBuild,
  exerciseLint,
  exerciseTest,
  recordingVerify,
  doctor,
]
