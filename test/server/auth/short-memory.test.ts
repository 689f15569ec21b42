import { setImmediate as turn } from 'node:timers/promises'
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

  it('asks again while the answer still holds, so that who comes often never waits', async () => {
    let ms = 1_000
    const memory = shortMemory<string>({ ttlMs: 400, max: 10, perf: { now: () => ms } })
    let answerNew: (text: string | null) => void = () => undefined
    let asked = 0
    const slow = () => {
      asked++
      return new Promise<string | null>((resolve) => (answerNew = resolve))
    }
    await memory.of('a', async () => 'old')
    expect(await memory.of('a', slow)).toBe('old')
    expect(asked).toBe(0)
    ms += 250
    expect(await memory.of('a', slow)).toBe('old')
    expect(await memory.of('a', slow)).toBe('old')
    expect(asked).toBe(1)
    answerNew('new')
    await turn()
    expect(await memory.of('a', slow)).toBe('new')
    expect(asked).toBe(1)
  })

  it('ends what was refused meanwhile at once, and what could not be asked at its time', async () => {
    let ms = 1_000
    const memory = shortMemory<string>({ ttlMs: 400, max: 10, perf: { now: () => ms } })
    await memory.of('gone', async () => 'good')
    await memory.of('away', async () => 'good')
    ms += 250
    const fail = () => Promise.reject(new Error('away'))
    expect(await memory.of('gone', async () => null)).toBe('good')
    expect(await memory.of('away', fail)).toBe('good')
    await turn()
    expect(await memory.of('gone', async () => null)).toBeNull()
    expect(await memory.of('away', fail)).toBe('good')
    ms += 250
    await expect(memory.of('away', fail)).rejects.toThrow('away')
  })
})
