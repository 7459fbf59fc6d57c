import { fileURLToPath } from 'node:url'
import { lintExercise } from '../exercises/prover.ts'
import { readControlRepo } from '../hosts/control-repo.ts'
import { systemClock } from '../kernel/clock.ts'
import { type Command, EXIT } from './command.ts'
import { exerciseFolders, slugOf } from './exercise-folders.ts'
import { settingsOf } from './settings.ts'

const CONTROL_REPO = fileURLToPath(new URL('../../images/puppet', import.meta.url))

/** The prover's first gate alone: needs no engine. */
export const exerciseLint: Command = {
  name: 'exercise lint',
  summary: 'Checks exercises without running them.',
  usage: 'SLUG… | --all',
  options: { all: { type: 'boolean', help: 'the whole catalogue' } },
  operands: { min: 0, max: 100 },

  async run(args, io) {
    const folders = await exerciseFolders(args)
    const control = await readControlRepo(settingsOf(io).controlRepo ?? CONTROL_REPO)
    const estate = { roles: new Set(control.roles), grants: new Set(control.subroles.keys()) }
    const exercises = await Promise.all(
      folders.map(async folder => {
        const { problems } = await lintExercise(folder, estate, systemClock)
        return { slug: slugOf(folder), passed: problems.length === 0, problems }
      }),
    )
    const passed = exercises.every(exercise => exercise.passed)
    return {
      exit: passed ? EXIT.ok : EXIT.wanting,
      json: { passed, exercises },
      text: exercises
        .flatMap(({ slug, problems }) =>
          problems.length === 0 ? [`${slug}: nothing to object to`] : problems,
        )
        .join('\n'),
    }
  },
}
