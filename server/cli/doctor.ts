import { statfs } from 'node:fs/promises'
import { freemem, totalmem } from 'node:os'
import { connectEngine } from '../engine/connect.ts'
import { messageOf } from '../kernel/app-error.ts'
import { systemRandom } from '../kernel/random.ts'
import { databaseFile, migrations } from '../schema.ts'
import { openDataFolder } from '../store/data-folder.ts'
import { openDatabase } from '../store/database.ts'
import { type Command, EXIT } from './command.ts'
import { settingsOf } from './settings.ts'

/** What is looked at, whether it is well, and what was seen. */
type Finding = { readonly what: string; readonly ok: boolean; readonly seen: string }

/** Images, a few labs and their recordings; below it the next image build may not end well. */
const LEAST_DISK = 4 * 1024 ** 3

/** A host takes about 20 MB at rest; a lab at work, some hundreds. */
const LEAST_MEMORY = 512 * 1024 ** 2

const gibibytes = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`

/** Runs a look that may fail; the failure's sentence is then what was seen. */
const look = async (what: string, at: () => Promise<Omit<Finding, 'what'>>): Promise<Finding> => {
  try {
    return { what, ...(await at()) }
  } catch (error) {
    return { what, ok: false, seen: messageOf(error) }
  }
}

/** Looks, changes nothing but what every start does too (making the folder and its database). */
export const doctor: Command = {
  name: 'doctor',
  summary: 'Looks whether this machine has what a server needs.',
  usage: '',
  options: {},
  operands: { min: 0, max: 0 },

  async run(_args, io) {
    const { dataFolder, dockerHost } = settingsOf(io)
    const findings = [
      await look('data folder', async () => {
        openDataFolder(dataFolder, systemRandom)
        const { bavail, bsize } = await statfs(dataFolder)
        return { ok: bavail * bsize >= LEAST_DISK, seen: `${gibibytes(bavail * bsize)} free` }
      }),
      await look('database', async () => {
        const db = await openDatabase(databaseFile(dataFolder), migrations)
        await db.destroy()
        return { ok: true, seen: 'opens' }
      }),
      await look('memory', async () => ({
        ok: freemem() >= LEAST_MEMORY,
        seen: `${gibibytes(freemem())} of ${gibibytes(totalmem())} free`,
      })),
      await look('engine', async () => {
        const { instance } = openDataFolder(dataFolder, systemRandom)
        const log = { warn: (_fields: object, text: string) => io.tell(text) }
        const engine = await connectEngine({ dockerHost, instance, log })
        const status = await engine.status()
        if (!status.ok) return { ok: false, seen: status.detail }
        const { kind, version, cgroupVersion } = status.info
        return { ok: true, seen: `${kind} ${version}, cgroup v${cgroupVersion}` }
      }),
    ]
    const well = findings.every(finding => finding.ok)
    return {
      exit: well ? EXIT.ok : EXIT.wanting,
      json: { ok: well, findings },
      text: findings
        .map(({ what, ok, seen }) => `${ok ? 'ok     ' : 'WANTING'}  ${what.padEnd(12)} ${seen}`)
        .join('\n'),
    }
  },
}
