import { describe, expect, it } from 'vitest'
import { shortMemory } from '../../../src/server/auth/short-memory.ts'

describe('a short memory', () => {
  it('asks once for many at the same time, and not again until it forgets', async () => {
    const memory = shortMemory<string>({ ttlMs: 60_000, max: 10 })
    let asked = 0
    const find = async () => `answer ${++asked}`
    expect(await Promise.all([memory.of('a', find), memory.of('a', find)])).toEqual(['answer 1', 'answer 1'])
    expect(await memory.of('a', find)).toBe('answer 1')
    memory.forget()
    expect(await memory.of('a', find)).toBe('answer 2')
  })

  it('keeps nothing that was read before it was told to forget, and lets nobody wait for that', async () => {
    const memory = shortMemory<string>({ ttlMs: 60_000, max: 10 })
    let answerOld: (text: string) => void = () => undefined
    const old = memory.of('key', () => new Promise<string>((resolve) => (answerOld = resolve)))
    memory.forget()
    expect(await memory.of('key', async () => null)).toBeNull()
    answerOld('still valid')
    expect(await old).toBe('still valid')
    expect(await memory.of('key', async () => 'asked again')).toBe('asked again')
  })

  it('remembers no refusal, no failure, nothing it was told not to keep, and never more than its bound', async () => {
    const memory = shortMemory<string>({ ttlMs: 60_000, max: 2 })
    expect(await memory.of('a', async () => null)).toBeNull()
    await expect(memory.of('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away')
    expect(
      await memory.of(
        'a',
        async () => 'moving',
        () => false,
      ),
    ).toBe('moving')
    expect(await memory.of('a', async () => 'now')).toBe('now')
    for (const name of ['b', 'c']) await memory.of(name, async () => name)
    expect(await memory.of('a', async () => 'anew')).toBe('anew')
  })
})
