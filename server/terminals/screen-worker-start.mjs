/** A worker thread has no loader for TypeScript of its own: this brings one, then the worker. */
import { register } from 'tsx/esm/api'

register()
await import('./screen-worker.ts')
