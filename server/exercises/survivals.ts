import { puppetRun } from '../hosts/puppet.ts'
import { AppError } from '../kernel/app-error.ts'
import type { LabAccess } from '../labs/port.ts'
import type { Survival } from './exercise.ts'

/** What a fix must outlive, done to one host. Rejects when it could not be done. */
export const endure = (access: LabAccess, host: string, survival: Survival) =>
  survival === 'puppet' ? applyPuppet(access, host) : reboot(access, host)

const reboot = async (access: LabAccess, host: string) => {
  const rebooted = await access.reboot(host)
  if (!rebooted.ok) throw rebooted.error
  return { seen: 'up again', value: undefined }
}

/** A run that changes something is fine, as long as the checks stay what they should be. */
const applyPuppet = async (access: LabAccess, host: string) => {
  const run = await puppetRun(spec => access.exec(host, spec))
  if (!run.ok) throw run.error
  const { outcome, output } = run.value
  if (outcome === 'failed') {
    const words = output.split('\n').find(line => line.startsWith('Error:')) ?? 'a resource failed'
    throw new AppError('puppet-failed', 502, words)
  }
  return {
    seen: outcome === 'changed' ? 'it changed something' : 'it changed nothing',
    value: undefined,
  }
}
