import { Bus } from '../kernel/bus.ts'
import { systemClock } from '../kernel/clock.ts'
import type { Facts } from '../kernel/facts.ts'
import { systemRandom } from '../kernel/random.ts'
import { unwrap } from '../kernel/result.ts'
import { ROLES, type Role } from '../kernel/roles.ts'
import { createPeople } from '../people/service.ts'
import { databaseFile, migrations } from '../schema.ts'
import { openDataFolder } from '../store/data-folder.ts'
import { openDatabase } from '../store/database.ts'
import { type Command, EXIT, required, wrongUse } from './command.ts'
import { settingsOf } from './settings.ts'

const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text)

const when = (at: number): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(at)

/** Works beside a running server: both write to the same database, each in its turn. */
export const link: Command = {
  name: 'link',
  summary: 'Makes a one-time sign-in link; invites the member, or gives them the role, if needed.',
  usage: '--handle H --role R [--name N]',
  options: {
    handle: { type: 'string', help: 'the login name, such as ada' },
    role: { type: 'string', help: ROLES.join(', ') },
    name: { type: 'string', help: 'the name to show; the handle, if left out' },
  },
  operands: { min: 0, max: 0 },

  async run(args, io) {
    const handle = required(args, 'handle')
    const role = required(args, 'role')
    if (!isRole(role)) throw wrongUse(`--role is "${role}": give one of ${ROLES.join(', ')}.`)
    const { name } = args.options
    const { dataFolder, origin } = settingsOf(io)

    openDataFolder(dataFolder, systemRandom)
    const db = await openDatabase(databaseFile(dataFolder), migrations)
    try {
      const bus = new Bus<Facts>(error => io.tell(String(error)))
      const people = createPeople({ db, bus, origin, clock: systemClock, random: systemRandom })
      const asked = { handle, role, name: typeof name === 'string' ? name : undefined }
      const { member, link } = unwrap(await people.issueLink({ ...asked, by: 'operator' }))
      return {
        exit: EXIT.ok,
        json: { member: { id: member.id, handle: member.handle, role: member.role }, ...link },
        text: [
          `${member.handle} signs in as ${member.role} with this link, once, until ${when(link.expiresAt)}:`,
          link.url,
        ].join('\n'),
      }
    } finally {
      await db.destroy()
    }
  },
}
