import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { join } from 'node:path'

/** An engine on the same machine answers in a few milliseconds; one far away in a second or two. */
const TIMEOUT = 3_000

/**
 * What `GET /_ping` met. `denied`: it is there, but not for this user. `absent`: nothing listens.
 * `silent`: something does, and does not answer as an engine would.
 * @typedef {'ok' | 'denied' | 'absent' | 'silent'} Answer
 */

/**
 * @param {string | undefined} code An errno.
 * @returns {Answer}
 */
export const answerOf = code => {
  if (code === 'EACCES' || code === 'EPERM') return 'denied'
  return code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTFOUND' ? 'absent' : 'silent'
}

/** The client certificate that DOCKER_CERT_PATH points to, as Docker's own clients read it. */
const certificates = () => {
  const folder = process.env.DOCKER_CERT_PATH
  if (folder === undefined) return {}
  const read = (/** @type {string} */ name) => readFileSync(join(folder, name))
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') }
}

/**
 * Asks once whether an engine answers there. Never rejects.
 * @param {import('./engine-address.mjs').EngineAddress} address
 * @param {number} [timeout] Milliseconds.
 * @returns {Promise<Answer>}
 */
export const ping = (address, timeout = TIMEOUT) =>
  new Promise(resolve => {
    const failed = (/** @type {NodeJS.ErrnoException} */ error) => resolve(answerOf(error.code))
    try {
      const path = '/_ping'
      const tls = address.kind === 'tcp' && address.tls
      const options =
        address.kind === 'unix'
          ? { socketPath: address.path, path }
          : { host: address.host, port: address.port, path, ...(tls ? certificates() : {}) }
      const req = (tls ? httpsRequest : httpRequest)({ ...options, agent: false }, response => {
        response.resume()
        resolve(response.statusCode === 200 ? 'ok' : 'silent')
      })
      req.setTimeout(timeout, () => req.destroy(new Error('no answer in time')))
      req.once('error', failed)
      req.end()
    } catch (error) {
      failed(/** @type {NodeJS.ErrnoException} */ (error))
    }
  })
