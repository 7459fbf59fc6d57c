import type { ImageView, StatusView } from '../../../server/hosts/view.ts'

/** What an image is for, in words; roles are named by themselves. */
export const imageTitle = (name: string): string => {
  if (name === 'base') return 'Base system'
  if (name === 'probe') return 'Outside probe'
  return `Host role ${name}`
}

export const imagePurpose = (name: string): string => {
  if (name === 'base') return 'A small Debian 12 with systemd, the start of every host'
  if (name === 'probe') return 'Checks services from outside, where nobody can tamper'
  return 'Built by Puppet from the control repo, then proven to change nothing on a second run'
}

/** Share of the whole, 0–1: each image counts alike. */
export const overallProgress = (images: readonly ImageView[]): number => {
  if (images.length === 0) return 0
  const done = images.map(image => (image.state === 'ready' ? 1 : image.progress))
  return done.reduce((sum, share) => sum + share, 0) / images.length
}

export type Readiness = 'ready' | 'preparing' | 'stuck'

export const readinessOf = (status: StatusView): Readiness => {
  if (!status.engine.ok) return 'stuck'
  if (status.images.list.some(image => image.state === 'failed')) return 'stuck'
  return status.images.ready >= status.images.total ? 'ready' : 'preparing'
}
