import { createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Holds until it is let go. Within one process it is shared: the last one to let go frees it. */
export type BuildLock = {
  /**
   * Resolves when this process may build. `onWait` is told once if another process is building.
   * Rejects when `signal` aborts first.
   */
  acquire(onWait: () => void, signal: AbortSignal): Promise<() => void>
}

/** Milliseconds between two looks at whether another process has finished. */
const BETWEEN_LOOKS = 1_000

const listen = (path: string): Promise<Server | null> =>
  new Promise((resolve, reject) => {
    const server = createServer(socket => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null)
      else reject(error)
    })
    server.listen({ path }, () => resolve(server))
  })

/**
 * One builder at a time on this machine: two servers that start together would otherwise make the
 * same images twice. The lock is a socket in Linux's abstract namespace, which has no file to go
 * stale: the kernel takes it back when its process ends, however it ends. Elsewhere than on Linux
 * there is no such namespace; building twice wastes time there and harms nothing.
 */
export const createBuildLock = (
  name: string,
  platform: NodeJS.Platform = process.platform,
): BuildLock => {
  let holders = 0
  let held: Promise<Server | null> | null = null

  const take = async (onWait: () => void, signal: AbortSignal): Promise<Server | null> => {
    if (platform !== 'linux') return null
    for (let told = false; ; told = true) {
      const server = await listen(`\0${name}`)
      if (server !== null) return server
      if (!told) onWait()
      await sleep(BETWEEN_LOOKS, undefined, { signal })
    }
  }

  return {
    async acquire(onWait, signal) {
      held ??= take(onWait, signal)
      const mine = held
      holders += 1
      let server: Server | null
      try {
        server = await mine
      } catch (error) {
        holders -= 1
        if (held === mine) held = null
        throw error
      }
      let free = false
      return () => {
        if (free) return
        free = true
        holders -= 1
        if (holders > 0) return
        held = null
        server?.close()
      }
    },
  }
}
