import { badRequest } from '../kernel/app-error.ts'
import { err, ok, type Result } from '../kernel/result.ts'

/** It becomes a login on hosts: useradd(8) takes up to 32 characters. */
export const HANDLE = /^[a-z][a-z0-9-]{1,30}$/

/**
 * Logins and groups of Debian 12, and of what the estate's roles install: useradd would refuse
 * the name, or worse, hand its files to the member.
 */
const RESERVED = new Set(
  [
    'root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats',
    'nobody nogroup messagebus sshd polkitd uuidd tcpdump syslog dnsmasq',
    'adm tty disk kmem dialout fax voice cdrom floppy tape sudo audio dip operator src shadow utmp',
    'video sasl plugdev staff users input sgx kvm render crontab netdev ssh ssl-cert wheel admin',
    'postfix postdrop postgres bind puppet chrony prometheus nagios mailman mysql redis git borg',
    'restic nginx apache builds build bot etckeeper docker hatchery localhost system',
  ].flatMap(line => line.split(' ')),
)

export const checkHandle = (handle: string): Result<string> => {
  if (!HANDLE.test(handle)) {
    return err(
      badRequest(
        'bad-handle',
        `"${handle.slice(0, 40)}" can't be a login: use 2 to 31 lower-case letters, digits and hyphens, a letter first.`,
      ),
    )
  }
  if (RESERVED.has(handle) || handle.startsWith('systemd-')) {
    return err(
      badRequest(
        'reserved-handle',
        `"${handle}" is a system's own login on hosts. Choose another.`,
      ),
    )
  }
  return ok(handle)
}
