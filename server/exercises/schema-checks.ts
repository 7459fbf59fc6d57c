import { z } from 'zod'

/** `{{name}}` stands for a variant's value, or for `marker`. */
export const TEMPLATE = /\{\{\s*([a-z][a-z0-9_]*)\s*\}\}/g

const DURATION = /^[1-9][0-9]{0,3}(ms|s|m)$/
const ID = /^[a-z][a-z0-9-]{0,39}$/
const HOST_NAME = /^[a-z][a-z0-9-]{0,30}$/
const ABSOLUTE = /^\/[^\0]*$/

export const durationSchema = z
  .string()
  .regex(DURATION, 'expected a duration such as 500ms, 10s or 2m')
  .describe('A duration: a whole number with ms, s or m, such as 10s')

/** Milliseconds. Takes what `durationSchema` accepted. */
export const milliseconds = (duration: string): number => {
  const amount = Number.parseInt(duration, 10)
  if (duration.endsWith('ms')) return amount
  return amount * (duration.endsWith('m') ? 60_000 : 1000)
}

export const idSchema = z
  .string()
  .regex(ID, 'expected lower-case words joined by hyphens, at most 40 characters')

export const hostNameSchema = z
  .string()
  .regex(HOST_NAME, 'expected a host name: lower-case letters, digits, hyphens')

/** A host of the lab, a variant in braces, or any name that the lab can resolve. */
const targetSchema = z
  .string()
  .regex(/^[a-z0-9{][a-z0-9.{}_-]*$/i, 'expected a host name or an IPv4 address')
  .describe('The name or address to connect to')

const portSchema = z
  .union([z.int().min(1).max(65535), z.string().regex(/^\{\{\s*[a-z][a-z0-9_]*\s*\}\}$/)], {
    error: 'expected a port from 1 to 65535, or a variant such as "{{port}}"',
  })
  .describe('The port, or a variant in braces')

const text = z.string().min(1).max(1000)

const absolutePath = z.string().regex(ABSOLUTE, 'expected an absolute path').max(300)

export const httpSchema = z
  .strictObject({
    url: z
      .string()
      .regex(/^http:\/\/[^\s]+$/, 'expected a URL that begins with http://')
      .describe('What to fetch; redirects are not followed'),
    host: targetSchema.optional().describe('Host header, where it differs from the URL'),
    status: z.int().min(100).max(599).default(200).describe('The status that passes'),
    contains: text.optional().describe('Text that the body must contain'),
    lacks: text.optional().describe('Text that the body must not contain'),
  })
  .describe('Fetches a page')

export const tcpSchema = z
  .strictObject({
    host: targetSchema,
    port: portSchema,
    expect: z
      .enum(['open', 'refused', 'closed'])
      .describe('open: accepts; refused: actively refuses; closed: refuses or stays silent'),
  })
  .describe('Connects to a port')

export const dnsSchema = z
  .strictObject({
    name: targetSchema.describe('The name to look up'),
    expect: z
      .array(z.string().regex(/^[0-9.]+$|^\{\{/, 'expected IPv4 addresses'))
      .describe('All IPv4 addresses that the name must have, in any order; [] for none'),
  })
  .describe('Looks a name up as the host itself would: hosts file first, then DNS')

export const unitSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[\w@.:-]+\.(service|socket|timer|mount|target|path)$/, 'expected a unit name')
      .describe('The unit, with its suffix'),
    properties: z
      .record(z.string().regex(/^[A-Z][A-Za-z0-9]+$/, 'expected a property'), z.string())
      .default({ ActiveState: 'active' })
      .describe('Properties as `systemctl show` names them, with the value that passes'),
  })
  .describe('Looks at a systemd unit')

export const fileSchema = z
  .strictObject({
    path: absolutePath.describe('The file or folder'),
    exists: z.boolean().default(true).describe('false: it must not be there'),
    owner: z.string().optional().describe("The owner's name"),
    group: z.string().optional().describe("The group's name"),
    mode: z
      .string()
      .regex(/^[0-7]{3,4}$/, 'expected an octal mode in quotes, such as "0640"')
      .optional()
      .describe('Octal mode, in quotes'),
    contains: text.optional().describe('Text within its first 256 KiB'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hexadecimal')
      .optional()
      .describe('SHA-256 of its content'),
  })
  .describe('Looks at a file')

export const runSchema = z
  .strictObject({
    command: z
      .tuple([absolutePath], z.string())
      .optional()
      .describe('argv, its program by absolute path'),
    script: z
      .string()
      .optional()
      .describe('A bash script of this folder; streamed in, given the variant as V_… variables'),
    exit: z.int().min(0).max(255).default(0).describe('The exit code that passes'),
    contains: text.optional().describe('Text that standard output must contain'),
  })
  .refine(run => (run.command === undefined) !== (run.script === undefined), {
    error: 'expected exactly one of command and script',
  })
  .describe('Runs a command or a script as root')

/** The closed union of probes; a kind is added here together with its code in checks/. */
export const PROBE_KINDS = ['http', 'tcp', 'dns', 'unit', 'file', 'run'] as const

export type ProbeKind = (typeof PROBE_KINDS)[number]

/** The kinds that say something of a host's inside, and so can't be asked from outside. */
export const INSIDE_KINDS: readonly ProbeKind[] = ['unit', 'file', 'run']

export const checkSchema = z
  .strictObject({
    id: idSchema.describe('Unique in the exercise; what `breaks` and `of` refer to'),
    title: z.string().min(3).max(120).describe('What becomes or stays true, as a sentence'),
    from: hostNameSchema
      .optional()
      .describe('A host, or `outside`: a probe that the apprentice can’t enter'),
    timeout: durationSchema.optional().describe('After this it is an error; 5s unless told'),
    holds: durationSchema.optional().describe('With `of`: how long that check must keep passing'),
    of: idSchema.optional().describe('The id of the check that must hold'),
    http: httpSchema.optional(),
    tcp: tcpSchema.optional(),
    dns: dnsSchema.optional(),
    unit: unitSchema.optional(),
    file: fileSchema.optional(),
    run: runSchema.optional(),
  })
  .superRefine((check, context) => {
    const kinds = PROBE_KINDS.filter(kind => check[kind] !== undefined)
    const refuse = (message: string, ...path: string[]) =>
      context.addIssue({ code: 'custom', message, path })
    if (check.of !== undefined || check.holds !== undefined) {
      if (check.of === undefined) refuse('holds needs of: the id of the check that must hold')
      if (check.holds === undefined) refuse('of needs holds: a duration such as 10s')
      if (kinds[0] !== undefined) {
        refuse('a check that holds looks at another; give this probe a check of its own', kinds[0])
      }
      if (check.from !== undefined) refuse('a check that holds has no from of its own', 'from')
      return
    }
    if (kinds.length === 0) {
      refuse(`an empty check: expected one of ${PROBE_KINDS.join(', ')}, or holds with of`)
    }
    if (kinds.length > 1) refuse(`expected one kind, found ${kinds.join(' and ')}`)
    const kind = kinds[0]
    if (kind === undefined || !INSIDE_KINDS.includes(kind)) return
    if (check.from === undefined) refuse(`${kind} looks inside a host: say from: and which`)
    if (check.from === 'outside') refuse(`${kind} can’t be seen from outside`, 'from')
  })

export type CheckFile = z.output<typeof checkSchema>
export type HttpSpec = z.output<typeof httpSchema>
export type TcpSpec = z.output<typeof tcpSchema>
export type DnsSpec = z.output<typeof dnsSchema>
export type UnitSpec = z.output<typeof unitSchema>
export type FileSpec = z.output<typeof fileSchema>
export type RunSpec = z.output<typeof runSchema>
