import type { Import } from './import-graph.ts'

/** What each part of the server may import besides itself and the kernel. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  store: [],
  engine: [],
  http: [],
  people: ['store', 'http'],
  notices: ['http', 'people'],
  hosts: ['store', 'engine', 'http', 'people'],
  labs: ['store', 'engine', 'http', 'people', 'hosts'],
  terminals: ['store', 'engine', 'http', 'people', 'labs'],
  recordings: ['store', 'http', 'people', 'labs', 'terminals'],
  exercises: ['store', 'engine', 'http', 'people', 'hosts', 'labs'],
  incubation: ['store', 'engine', 'http', 'people', 'hosts', 'labs'],
  reviews: ['store', 'http', 'people', 'exercises', 'recordings'],
}

const isContract = (file: string): boolean => /\/(view|port)\.ts$/.test(file)

/** What of the server runs in the browser too; all else that pages may import is types. */
export const SHARED_CODE: readonly string[] = [
  'server/kernel/disposable.ts',
  'server/kernel/roles.ts',
  'server/people/permissions.ts',
  'server/terminals/frames.ts',
]

/** `type App`, for the typed client. */
const SHARED_TYPES = ['server/app.ts']

const partOf = (file: string): string | null => /^server\/([^/]+)\//.exec(file)?.[1] ?? null

const faultOfServer = ({ from, to, typeOnly }: Import): string | null => {
  if (!to.startsWith('server/')) return 'the server imports only the server and packages'
  const [own, other] = [partOf(from), partOf(to)]
  // main, app and the command line compose: they may import everything.
  if (own === null || own === 'cli') return null
  if (other === 'kernel' || own === other) return null
  const allowed = MAY_IMPORT[own]
  if (allowed === undefined) return `${own} has no place in the order of the parts`
  if (other === null) return `${own} must not know of what composes it`
  if (typeOnly && isContract(to) && !['kernel', 'store', 'engine', 'http'].includes(own))
    return null
  return allowed.includes(other) ? null : `${own} must not import ${other}`
}

const faultOfWeb = ({ to, typeOnly }: Import): string | null => {
  if (to.startsWith('web/')) return null
  if (!to.startsWith('server/')) return 'pages import only pages and packages'
  if (SHARED_CODE.includes(to)) return null
  const hasTypes = isContract(to) || partOf(to) === 'kernel' || SHARED_TYPES.includes(to)
  if (!hasTypes) return 'pages take from the server its views, the kernel, frames and the type App'
  return typeOnly ? null : 'pages take this as a type alone (import type)'
}

/**
 * Why an import goes against the direction of the architecture; null when it doesn't. Packages
 * are everybody's.
 */
export const directionFault = (edge: Import): string | null => {
  const inProject = /^(server|web|tests|scripts)\//.test(edge.to)
  if (!inProject) return null
  if (edge.from.startsWith('server/')) return faultOfServer(edge)
  if (edge.from.startsWith('web/')) return faultOfWeb(edge)
  if (edge.from.startsWith('scripts/') && edge.to.startsWith('web/')) {
    return 'scripts build the pages, they do not import them'
  }
  return null
}
