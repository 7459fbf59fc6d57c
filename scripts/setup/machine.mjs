import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where administrators' programs are, which an ordinary PATH may leave out. */
const ADMIN_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin']

/**
 * Whether this is Debian or made from it, by the text of /etc/os-release.
 * @param {string} osRelease
 * @returns {boolean}
 */
export const isDebianLike = osRelease =>
  osRelease
    .split('\n')
    .map(line => /^ID(?:_LIKE)?=["']?([^"']*)["']?\s*$/.exec(line)?.[1] ?? '')
    .flatMap(ids => ids.split(/\s+/))
    .includes('debian')

/**
 * PATH with the administrators' folders.
 * @param {string | undefined} path
 * @returns {string}
 */
export const adminPath = path => {
  const folders = (path ?? '').split(delimiter).filter(folder => folder !== '')
  return [...folders, ...ADMIN_FOLDERS.filter(folder => !folders.includes(folder))].join(delimiter)
}

/**
 * The absolute path of a program, or null.
 * @param {string} program
 * @returns {string | null}
 */
export const which = program => {
  const found = adminPath(process.env.PATH)
    .split(delimiter)
    .map(folder => join(folder, program))
    .find(file => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
  return found ?? null
}

/**
 * @param {string} file
 * @returns {string} Empty where it can't be read.
 */
export const readOr = file => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/**
 * @typedef {object} Machine
 * @property {boolean} root
 * @property {boolean} debianLike With apt-get.
 * @property {boolean} systemd It is what runs this machine.
 *
 * @returns {Machine}
 */
export const readMachine = () => ({
  root: process.getuid?.() === 0,
  debianLike: isDebianLike(readOr('/etc/os-release')) && which('apt-get') !== null,
  systemd: existsSync('/run/systemd/system'),
})
