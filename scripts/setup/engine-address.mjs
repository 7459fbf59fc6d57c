/**
 * Where an engine listens.
 * @typedef {{ kind: 'unix', path: string }
 *   | { kind: 'tcp', host: string, port: number, tls: boolean }} EngineAddress
 */

/** Docker's own ports, without and with TLS. */
const PLAIN_PORT = 2375
const TLS_PORT = 2376

/**
 * Reads DOCKER_HOST. null for what can't be spoken to (ssh, named pipes, nonsense).
 * @param {string} text `unix:///run/docker.sock`, `tcp://host:2375`, `http://…`, `https://…`
 * @param {boolean} tlsVerify Whether DOCKER_TLS_VERIFY is set.
 * @returns {EngineAddress | null}
 */
export const parseAddress = (text, tlsVerify) => {
  if (text.startsWith('/')) return { kind: 'unix', path: text }
  // As Docker's own clients have it, `host:port` alone is TCP.
  const full = text.includes('://') ? text : `tcp://${text}`
  if (!URL.canParse(full)) return null
  const url = new URL(full)
  if (url.protocol === 'unix:')
    return url.pathname === '' ? null : { kind: 'unix', path: url.pathname }
  if (!['tcp:', 'http:', 'https:'].includes(url.protocol) || url.hostname === '') return null
  const tls = url.protocol === 'https:' || tlsVerify
  const standard = url.protocol === 'http:' ? 80 : url.protocol === 'https:' ? 443 : null
  const port = url.port === '' ? (standard ?? (tls ? TLS_PORT : PLAIN_PORT)) : Number(url.port)
  return { kind: 'tcp', host: url.hostname.replace(/^\[|\]$/g, ''), port, tls }
}

/** The socket that dockerode and every client take by themselves. */
export const DEFAULT_SOCKET = '/var/run/docker.sock'

/**
 * The sockets to try, in this order: the system's Docker and Podman, then the user's own.
 * @param {number} uid
 * @param {string | undefined} runtimeFolder XDG_RUNTIME_DIR
 * @returns {string[]}
 */
export const usualSockets = (uid, runtimeFolder) => {
  const own = runtimeFolder || `/run/user/${uid}`
  return [
    DEFAULT_SOCKET,
    '/run/podman/podman.sock',
    `${own}/docker.sock`,
    `${own}/podman/podman.sock`,
  ]
}
