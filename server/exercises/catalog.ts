import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { messageOf } from '../kernel/app-error.ts'
import type { Exercise } from './exercise.ts'
import { readFolder } from './folder.ts'
import { type Parsed, parseExercise } from './parse.ts'
import type { Known } from './references.ts'
import { type Skills, skillsSchema } from './schema.ts'
import { formatProblem, type Problem, problemsOf, readYaml } from './yaml-source.ts'

export type BrokenExercise = { readonly slug: string; readonly problems: readonly Problem[] }

export type Catalog = {
  readonly skills: Skills
  readonly exercises: ReadonlyMap<string, Exercise>
  /** Folders that can't be offered; they never stop the others. */
  readonly broken: readonly BrokenExercise[]
}

/** The hosts' side of what exercises refer to. */
export type Estate = Pick<Known, 'roles' | 'grants'>

/** Reads every folder of `folder` that holds an exercise, and skills.yaml beside them. */
export const loadCatalog = async (folder: string, estate: Estate): Promise<Catalog> => {
  const { skills, problems } = await readSkills(folder)
  const exercises = new Map<string, Exercise>()
  const broken: BrokenExercise[] = problems.length > 0 ? [{ slug: 'skills', problems }] : []
  const known = { ...estate, skills: new Set(Object.keys(skills)) }
  for (const slug of await foldersIn(folder)) {
    const parsed = await parseAt(join(folder, slug), slug, known)
    const twin = parsed.ok ? twinOf(parsed.exercise, exercises) : undefined
    if (!parsed.ok) broken.push({ slug, problems: parsed.problems })
    else if (twin === undefined) exercises.set(slug, parsed.exercise)
    else {
      const message = `the title is also that of ${twin.slug}; people would mix them up`
      const file = `${slug}/exercise.yaml`
      broken.push({ slug, problems: [{ file, line: 1, column: 1, message }] })
    }
  }
  return { skills, exercises, broken }
}

/** One folder, wherever it lies; its skills are those of the skills.yaml beside it. */
export const loadExercise = async (path: string, estate: Estate): Promise<Parsed> => {
  const full = resolve(path)
  const slug = basename(full)
  const there = await stat(full).catch(() => null)
  if (!there?.isDirectory()) {
    const message = 'there is no such folder; expected one that holds exercise.yaml'
    return { ok: false, problems: [{ file: slug, line: 1, column: 1, message }] }
  }
  const { skills, problems } = await readSkills(dirname(full))
  if (problems.length > 0) return { ok: false, problems }
  return parseAt(full, slug, { ...estate, skills: new Set(Object.keys(skills)) })
}

/** What is wrong with a broken exercise, in one sentence for the API. */
export const brokenSentence = (broken: BrokenExercise): string => {
  const [first, ...others] = broken.problems
  const more = others.length > 0 ? ` (and ${others.length} more)` : ''
  return first === undefined ? `${broken.slug} is broken` : `${formatProblem(first)}${more}`
}

const parseAt = async (path: string, slug: string, known: Known): Promise<Parsed> => {
  try {
    return parseExercise(await readFolder(path, slug), known)
  } catch (error) {
    const message = `can’t be read: ${messageOf(error)}`
    return { ok: false, problems: [{ file: slug, line: 1, column: 1, message }] }
  }
}

const foldersIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(entry => entry.name)
    .sort()
}

const twinOf = (exercise: Exercise, others: ReadonlyMap<string, Exercise>): Exercise | undefined =>
  [...others.values()].find(other => other.title.toLowerCase() === exercise.title.toLowerCase())

const readSkills = async (folder: string): Promise<{ skills: Skills; problems: Problem[] }> => {
  const file = 'skills.yaml'
  const refuse = (message: string) => ({
    skills: {},
    problems: [{ file, line: 1, column: 1, message }],
  })
  const text = await readFile(join(folder, file), 'utf8').catch(() => null)
  if (text === null) return refuse('missing beside the exercises: the skills they refer to')
  const yaml = readYaml(file, text)
  if (yaml.source === null) return { skills: {}, problems: yaml.problems }
  const skills = skillsSchema.safeParse(yaml.source.value)
  if (!skills.success) {
    return { skills: {}, problems: problemsOf(file, yaml.source, skills.error) }
  }
  return { skills: skills.data, problems: [] }
}
