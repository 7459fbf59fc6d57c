import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { PeerTask } from './peer.ts'

const PEER = fileURLToPath(new URL('./peer.ts', import.meta.url))

type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly why: string }

/** A peer in a process of its own. One task at a time. */
export const startPeer = () => {
  const child = fork(PEER, { execArgv: ['--import', 'tsx'] })
  return {
    ask: <T>(task: PeerTask): Promise<T> =>
      new Promise((resolve, reject) => {
        const answered = (answer: Answer) => {
          child.off('exit', ended)
          if (answer.ok) resolve(answer.value as T)
          else reject(new Error(`${task.do}: ${answer.why}`))
        }
        const ended = () => reject(new Error(`the peer ended during ${task.do}`))
        child.once('message', answered)
        child.once('exit', ended)
        child.send(task)
      }),
    close: () => {
      child.disconnect()
      child.kill()
    },
  }
}
