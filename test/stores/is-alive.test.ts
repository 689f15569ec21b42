import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { isAlive } from '../../src/stores/is-alive.ts'

it('tells the living from the ended', async () => {
  expect(isAlive(process.pid)).toBe(true)
  const child = spawn('sleep', ['60'])
  expect(isAlive(child.pid ?? 0)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(isAlive(child.pid ?? 0)).toBe(false)
})

it.runIf(process.platform === 'linux')('takes for ended what nobody has collected', async () => {
  // The shell becomes a program that never asks after the child it inherits.
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'])
  try {
    const [line] = await once(createInterface({ input: parent.stdout }), 'line')
    const pid = Number(line)
    await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false)
    expect(() => process.kill(pid, 0)).not.toThrow()
  } finally {
    parent.kill('SIGKILL')
  }
})
