import { z } from 'zod'
import { checkSchema, hostNameSchema, idSchema } from './schema-checks.ts'

/** The format of exercise.yaml: the one source of its truth; editors get it as JSON Schema. */

/** A path below the exercise's folder; that it stays there is checked again on the real path. */
const scriptPath = z
  .string()
  .regex(/^(?!\/)(?!.*(^|\/)\.\.?(\/|$))[\w.@+/-]+$/, 'expected a path inside the folder')

const stepSchema = z.strictObject({
  on: hostNameSchema.describe('The host that it runs on'),
  run: scriptPath.describe('A bash script of this folder, run as root with V_… variables'),
})

const variableSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,30}$/, 'expected a variable: lower-case letters, digits, underscores')

const valueSchema = z.union(
  [
    z.int(),
    z
      .string()
      .regex(/^[\w.:@+-]+$/)
      .max(100),
  ],
  { error: 'expected a number or a plain word (letters, digits, . : @ + - _)' },
)

export const exerciseSchema = z
  .strictObject({
    title: z.string().min(5).max(80).describe('What is wrong, as a reporter sees it'),
    practises: z
      .string()
      .min(10)
      .max(160)
      .optional()
      .describe('For the card: what one will practise, in a sentence; never the cause'),
    skills: z.array(idSchema).min(1).describe('Ids from exercises/skills.yaml'),
    subrole: idSchema.optional().describe('The sub-role that this belongs to'),
    difficulty: z.int().min(1).max(5).describe('1 (a first day) to 5 (a bad night)'),
    minutes: z.int().min(1).max(240).describe('What it takes somebody who learns it'),
    hosts: z
      .record(
        hostNameSchema,
        z.strictObject({
          role: idSchema.describe('The Puppet role that the host is built by'),
          grants: z.array(idSchema).default([]).describe('Sub-roles that the login gets'),
        }),
      )
      .refine(hosts => Object.keys(hosts).length > 0, { error: 'expected at least one host' })
      .refine(hosts => !('outside' in hosts), { error: '`outside` is the name of the probe' })
      .describe('The hosts of the lab'),
    variants: z
      .record(variableSchema, z.array(valueSchema).min(1))
      .refine(variants => !('marker' in variants) && !('files' in variants), {
        error: '`marker` and `files` are built in; choose another name',
      })
      .default({})
      .describe('Values drawn by a seed: $V_PORT in scripts, {{port}} in checks'),
    setup: stepSchema.optional().describe("Makes the variant's healthy state"),
    fault: stepSchema
      .extend({
        breaks: z.array(idSchema).min(1).describe('Exactly the checks that fail once it is staged'),
      })
      .describe('Stages the fault'),
    checks: z.array(checkSchema).min(1).describe('What must become true'),
    invariants: z.array(checkSchema).default([]).describe('What must stay true'),
    survives: z
      .array(z.enum(['reboot', 'puppet']))
      .default([])
      .describe('What a fix must outlive'),
    touches: z
      .array(z.string().regex(/^\/./, 'expected an absolute path'))
      .optional()
      .describe('Files that a fix may change; a solution that changes others is refused'),
    answers: z.tuple([]).default([]).describe('Questions of observation exercises: none yet'),
    rubric: z
      .array(
        z.strictObject({
          id: idSchema.optional().describe('Stable, scores refer to it; the skill unless told'),
          skill: idSchema.describe('From exercises/skills.yaml'),
          look: z.string().min(5).max(200).describe('What a reviewer looks for'),
        }),
      )
      .min(1)
      .describe('What a reviewer scores from 0 to 4'),
  })
  .describe('An exercise of Hatchery: hosts, a fault, and what decides that it is fixed')

export type ExerciseFile = z.output<typeof exerciseSchema>

export const ticketSchema = z.strictObject({
  from: z.string().min(2).max(60).describe('Who reports, as a person or an office'),
  subject: z.string().min(5).max(120),
  priority: z.enum(['low', 'normal', 'high', 'urgent']).default('normal'),
})

export const skillsSchema = z.record(
  idSchema,
  z.strictObject({
    title: z.string().min(2).max(60),
    about: z.string().min(5).max(200).describe('What somebody with this skill can do'),
  }),
)

export type Skills = z.output<typeof skillsSchema>

/** What the editors read: exercises/exercise.schema.json; a test fails when that file is stale. */
export const exerciseJsonSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(exerciseSchema, { io: 'input' }),
  title: 'exercise.yaml',
})
