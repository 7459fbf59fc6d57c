const wait = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))

/**
 * Calls `load` again when it fails, after 250, 500 and 1000 ms. For code that is fetched while the
 * page runs: browsers drop requests in flight when an interface of the machine comes or goes, which
 * every new lab's network is where server and browser share one.
 */
export const patiently = async <T>(
  load: () => Promise<T>,
  pauses = [250, 500, 1000],
): Promise<T> => {
  const [pause, ...later] = pauses
  if (pause === undefined) return load()
  return load().catch(async () => {
    await wait(pause)
    return patiently(load, later)
  })
}
