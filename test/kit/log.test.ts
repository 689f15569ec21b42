import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createLog } from '../../src/kit/log.ts'

it.skipIf(!existsSync('/dev/full'))('a log on a full disk stops nobody', () => {
  const log = createLog({ level: 'info', file: '/dev/full' })
  expect(() => {
    for (let i = 0; i < 20_000; i++)
      log.info({ i }, 'a line that finds no room, as long as lines usually are')
  }).not.toThrow()
})
