/** Runs tasks, at most so many at a time, first come first served. */
export type Limiter = <T>(task: () => Promise<T>) => Promise<T>

export const createLimiter = (atOnce: number): Limiter => {
  let running = 0
  const waiting: (() => void)[] = []
  return async task => {
    // Handing the place on directly keeps a newcomer from taking it in between.
    if (running >= atOnce) await new Promise<void>(resolve => waiting.push(resolve))
    else running += 1
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
