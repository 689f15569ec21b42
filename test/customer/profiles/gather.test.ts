import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gather } from '../../../src/customer/profiles/served/gather.ts'

/** Statements that end when the test says so. */
function statements() {
  const open: { workspaceId: number; keys: readonly number[]; end(): void; fail(): void }[] = []
  const ask = (workspaceId: number, keys: readonly number[]) =>
    new Promise<Map<number, string>>((resolve, reject) => {
      open.push({
        workspaceId,
        keys,
        end: () => resolve(new Map(keys.map((key) => [key, `${workspaceId}-${key}`]))),
        fail: () => reject(new Error('down')),
      })
    })
  return { open, ask }
}

const turn = () => sleep(1)

describe('questions gathered into statements', () => {
  it('asks once for one turn, and once more for all that came while two were out', async () => {
    const { open, ask } = statements()
    const rows = gather(ask)
    const first = [rows(1, [1]), rows(1, [2]), rows(1, [2])]
    await turn()
    const second = rows(1, [3])
    await turn()
    const late = [rows(1, [4])]
    await turn()
    late.push(rows(1, [5]), rows(1, [6, 7]))
    await turn()
    expect(open.map(({ keys }) => keys)).toEqual([[1, 2], [3]])
    open[0]?.end()
    expect(await Promise.all(first)).toHaveLength(3)
    await turn()
    expect(open.map(({ keys }) => keys)).toEqual([[1, 2], [3], [4, 5, 6, 7]])
    for (const one of open) one.end()
    expect((await second).get(3)).toBe('1-3')
    for (const answer of late) expect((await answer).get(7)).toBe('1-7')
  })

  it('goes on after a statement failed, and only whoever asked in it hears of it', async () => {
    const { open, ask } = statements()
    const rows = gather(ask)
    const failing = expect(rows(1, [1])).rejects.toThrow('down')
    await turn()
    const good = rows(1, [2])
    await turn()
    const waiting = rows(1, [3])
    await turn()
    open[0]?.fail()
    await failing
    await turn()
    for (const one of open) one.end()
    expect((await good).get(2)).toBe('1-2')
    expect((await waiting).get(3)).toBe('1-3')
  })

  it('holds no workspace up for another', async () => {
    const { open, ask } = statements()
    const rows = gather(ask)
    for (const key of [1, 2, 3]) {
      rows(1, [key])
      await turn()
    }
    rows(2, [1])
    await turn()
    expect(open.filter(({ workspaceId }) => workspaceId === 2)).toHaveLength(1)
  })

  it('answers everybody, with at most two statements out and a thousand keys in each, however they come', async () => {
    const asked = fc.array(fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 700 }), {
      maxLength: 30,
    })
    await fc.assert(
      fc.asyncProperty(asked, fc.infiniteStream(fc.integer({ min: 0, max: 2 })), async (all, pauses) => {
        let out = 0
        let most = 0
        let widest = 0
        const rows = gather(async (_, keys) => {
          most = Math.max(most, ++out)
          widest = Math.max(widest, keys.length)
          await sleep(pauses.next().value ?? 0)
          out--
          return new Map(keys.map((key) => [key, key]))
        })
        const answers: Promise<void>[] = []
        for (const keys of all) {
          answers.push(
            rows(1, keys).then((found) => expect(keys.every((key) => found.get(key) === key)).toBe(true)),
          )
          if (pauses.next().value === 0) await turn()
        }
        await Promise.all(answers)
        expect(most).toBeLessThanOrEqual(2)
        expect(widest).toBeLessThanOrEqual(1_000)
      }),
      { numRuns: 30 },
    )
  })
})
