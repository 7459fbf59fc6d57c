import { expect, it } from 'vitest'
import { openLog } from '../../server/log.ts'

it('a log on a full disk is told of once, and stops nothing', async () => {
  const told: string[] = []
  const fault = new Promise<void>(resolve => {
    const log = openLog({
      file: '/dev/full',
      level: 'info',
      onFault: sentence => {
        told.push(sentence)
        log.info('and again')
        resolve()
      },
    })
    log.info('a line')
  })
  await fault
  expect(told).toEqual([expect.stringMatching(/^The log \/dev\/full can't be written \(ENOSPC/)])
})
