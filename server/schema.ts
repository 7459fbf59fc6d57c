import { join } from 'node:path'
import type { Migration } from 'kysely'
import { exerciseMigrations } from './exercises/store.ts'
import { incubationMigrations } from './incubation/store.ts'
import { labsMigrations } from './labs/store.ts'
import { peopleMigrations } from './people/tables.ts'
import { recordingMigrations } from './recordings/store.ts'
import { reviewMigrations } from './reviews/store.ts'
import { terminalMigrations } from './terminals/store.ts'

/** The one database of a data folder. */
export const databaseFile = (dataFolder: string): string => join(dataFolder, 'hatchery.db')

/** Every part's tables: whoever opens the database, server or command line, brings all of them. */
export const migrations: Record<string, Migration> = {
  ...peopleMigrations,
  ...labsMigrations,
  ...exerciseMigrations,
  ...terminalMigrations,
  ...recordingMigrations,
  ...reviewMigrations,
  ...incubationMigrations,
}
