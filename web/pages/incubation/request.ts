import type { Problem } from '../../api/problem.ts'

/** The form as typed. Numbers are text until they are sent. */
export type RequestFields = {
  memberId: string
  name: string
  charter: string
  days: string
  url: string
  expect: string
  everySeconds: string
}

export const EMPTY_REQUEST: RequestFields = {
  memberId: '',
  name: '',
  charter: '',
  days: '14',
  url: '',
  expect: '',
  everySeconds: '30',
}

export type FieldErrors = Partial<Record<keyof RequestFields, string>>

/** The host has the service's name, so the probe's address follows from it until it is changed. */
export const probeUrl = (fields: RequestFields): string => {
  if (fields.url.trim() !== '') return fields.url.trim()
  return fields.name === '' ? '' : `http://${fields.name}/`
}

const within = (text: string, least: number, most: number): boolean => {
  const n = Number(text)
  return Number.isInteger(n) && n >= least && n <= most
}

/** What is missing or wrong, field by field, as the server would say it. */
export const checkRequest = (fields: RequestFields): FieldErrors => {
  const errors: FieldErrors = {}
  if (fields.memberId === '') errors.memberId = 'Choose who runs the service.'
  if (!/^[a-z][a-z0-9-]{1,30}$/.test(fields.name)) {
    errors.name = 'Use 2 to 31 lower-case letters, digits and hyphens, a letter first.'
  }
  if (fields.charter.trim() === '') errors.charter = 'Say what the service is for.'
  if (!within(fields.days, 1, 366)) errors.days = 'Give 1 to 366 days.'
  if (!within(fields.everySeconds, 2, 3600)) errors.everySeconds = 'Give 2 to 3600 seconds.'
  return errors
}

export const requestBody = (fields: RequestFields) => ({
  memberId: fields.memberId,
  name: fields.name,
  charter: fields.charter.trim(),
  days: Number(fields.days),
  probe: {
    url: probeUrl(fields),
    expect: fields.expect.trim(),
    everySeconds: Number(fields.everySeconds),
  },
})

/** Where the server's field errors belong in the form. */
export const errorsOf = (problem: Problem): FieldErrors => {
  const errors: FieldErrors = {}
  for (const { path, message } of problem.errors) {
    const field = path.split(/[./]/).at(-1) ?? ''
    if (field in EMPTY_REQUEST) errors[field as keyof RequestFields] = message
  }
  return errors
}
