import { writeFileSync } from 'node:fs'
import { exerciseJsonSchema } from '../server/exercises/schema.ts'

/** Writes what editors complete and check exercise.yaml with: `npx tsx scripts/exercise-schema.ts`. */
const file = new URL('../exercises/exercise.schema.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(exerciseJsonSchema(), null, 2)}\n`)
