import { realEngine, realLabs, WWW_LAB } from './real-engine.ts'

/**
 * A server's labs in a process of their own, to be killed by a test: starts one lab, or none, and
 * writes each state that it reaches on a line.
 *
 * Arguments: the instance, the database's file.
 */
const main = async ([instance = '', file = '']: readonly string[]): Promise<void> => {
  const real = await realEngine(instance)
  const { labs } = await realLabs(real, file)
  await labs.start()
  const created = await labs.create(WWW_LAB)
  if (!created.ok) throw created.error
  const { id } = created.value
  let last = ''
  const look = async () => {
    const state = (await labs.get(id))?.state ?? ''
    if (state !== last) process.stdout.write(`${state} ${id}\n`)
    last = state
  }
  setInterval(() => void look(), 5)
}

await main(process.argv.slice(2))
