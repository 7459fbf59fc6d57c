import { AppError, messageOf, unavailable } from '../kernel/app-error.ts'

/** What dockerode throws for an answer of the engine that is not a success. */
type Refusal = { readonly statusCode: number; readonly json?: unknown; readonly message: string }

/** What Node says when nobody answers on the socket, or stops answering in the middle. */
const SILENCE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'ABORT_ERR',
])

const codeOf = (thrown: unknown): string | null =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : null

const isRefusal = (thrown: unknown): thrown is Refusal =>
  thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number'

const wordsOf = (refusal: Refusal): string => {
  const { json } = refusal
  if (typeof json === 'object' && json !== null && 'message' in json) {
    return String(json.message).trim()
  }
  return refusal.message.trim()
}

/** The HTTP status that the engine answered with; null when it did not answer. */
export const statusOf = (thrown: unknown): number | null =>
  isRefusal(thrown) ? thrown.statusCode : null

/**
 * Turns what dockerode threw while `doing` (a gerund: "starting hatchery-a-b-www01") into the
 * errors that the port promises.
 */
export const toAppError = (thrown: unknown, doing: string): AppError => {
  if (thrown instanceof AppError) return thrown
  if (isRefusal(thrown)) return refused(wordsOf(thrown), doing, thrown)
  const code = codeOf(thrown)
  if (code === 'EACCES') {
    return unavailable(
      'engine-down',
      `The container engine's socket may not be used by this user (while ${doing}): add the user to the docker group, or run as root.`,
      thrown,
    )
  }
  if ((code !== null && SILENCE.has(code)) || messageOf(thrown).includes('socket hang up')) {
    return unavailable(
      'engine-down',
      `The container engine does not answer (while ${doing}): start it, then try again.`,
      thrown,
    )
  }
  return refused(messageOf(thrown), doing, thrown)
}

const refused = (words: string, doing: string, cause: unknown): AppError => {
  if (words.includes('no space left on device')) {
    return new AppError(
      'no-disk-space',
      507,
      `The machine's disk is full (while ${doing}): free some space, then try again.`,
      { cause },
    )
  }
  if (/pool overlaps|already used|conflicts with network/i.test(words)) {
    return new AppError('subnet-taken', 409, `That subnet is in use already (while ${doing}).`, {
      cause,
    })
  }
  return new AppError(
    'engine-refused',
    502,
    `The container engine refused (while ${doing}): ${words}`,
    { cause },
  )
}

/** Runs one call to the engine, so that nothing but AppError comes out. */
export const calling = async <T>(doing: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call()
  } catch (thrown) {
    throw toAppError(thrown, doing)
  }
}

/** As `calling`, for removals: what is gone already (404), or is going (409), is no error. */
export const removing = async (doing: string, call: () => Promise<unknown>): Promise<void> => {
  try {
    await call()
  } catch (thrown) {
    const status = statusOf(thrown)
    const going = status === 409 && messageOf(thrown).includes('already in progress')
    if (status === 404 || going) return
    throw toAppError(thrown, doing)
  }
}
