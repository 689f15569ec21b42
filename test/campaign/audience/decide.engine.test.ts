import { saltedDraw } from '@liangti/models'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type DecisionInput, decisionSelect } from '../../../src/campaign/audience/decide.ts'
import { createBinder, sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { insertCustomers, insertLines } from '../real-data.ts'

const people = Array.from({ length: 5_000 }, (_, i) => i + 1)
const at = new Date('2026-03-01T00:00:00Z')
const row = z.object({
  person_key: int64(),
  arm: z.enum(['treatment', 'control']),
  action: z.string(),
  reason: z.string(),
  covariate: z.number(),
})

const barred = (keys: readonly number[]): DecisionInput['bars'] => [
  {
    ...{ reason: 'do_not_send', set: 'listed', mode: 'all_but' },
    people: sql`SELECT arrayJoin(${createBinder('listed_')('Array(UInt64)', keys)}) AS person_key`,
  },
]

describe('decisions over an audience', () => {
  let fresh: FreshStores
  const decide = (change: Partial<DecisionInput> = {}) =>
    fresh.stores.warehouse.rows(
      decisionSelect({
        workspaceId: fresh.workspaceId,
        audience: sql`SELECT person_key FROM customers FINAL`,
        salt: 'salt-1',
        controlShare: 0.2,
        reach: 'email',
        contactCap: { contacts: 2, days: 7 },
        bars: [],
        affordable: null,
        at,
        covariateFrom: new Date('2025-03-01T00:00:00Z'),
        covariateTo: at,
        ...change,
      }),
      row,
    )

  beforeAll(async () => {
    fresh = await freshStores()
    const { warehouse } = fresh.stores
    await insertCustomers(
      warehouse,
      fresh.workspaceId,
      people.map((person) => ({ person, reachable: person % 10 !== 0 })),
    )
    await insertLines(
      warehouse,
      fresh.workspaceId,
      people
        .filter((p) => p % 2 === 0)
        .map((person) => ({
          person,
          at: '2026-01-01 00:00:00',
          order: `o${person}`,
          amountMinor: person * 100,
        })),
    )
    await insertLines(warehouse, fresh.workspaceId, [
      { person: 2, at: '2024-01-01 00:00:00', order: 'old', amountMinor: 1e9 },
      { person: 2, at: '2026-03-02 00:00:00', order: 'after', amountMinor: 1e9 },
      { person: 2, at: '2026-02-01 00:00:00', order: 'post', amountMinor: 500, kind: 'charge' },
    ])
    const touch = (person: number, day: string, n: number) =>
      [
        fresh.workspaceId,
        '00000000-0000-0000-0000-000000000009',
        person,
        `${day} 10:00:00`,
        uuid(person * 10 + n),
        uuid(person * 10 + n),
        'sent',
        'email',
      ].join('\t')
    const touches = people
      .filter((p) => p % 7 === 0)
      .flatMap((p) => [touch(p, '2026-02-25', 1), touch(p, '2026-02-26', 2)])
    touches.push(touch(1, '2026-02-01', 1), touch(1, '2026-02-26', 2))
    await warehouse.insert(
      'touches',
      ['workspace_id', 'campaign_id', 'person_key', 'ts', 'touch_id', 'delivery_id', 'kind', 'channel'],
      Buffer.from(`${touches.join('\n')}\n`),
    )
  })
  afterAll(() => fresh?.close())

  it('draw the same arms as the model library, before anything else is looked at', async () => {
    const rows = await decide({ affordable: 100, bars: barred(people.slice(0, 2_000)) })
    expect(rows).toHaveLength(people.length)
    for (const r of rows)
      expect(r.arm).toBe(saltedDraw('salt-1', r.person_key) < 0.2 ? 'control' : 'treatment')
  })

  it('give everybody of both arms one action and the first reason that applies', async () => {
    const rows = await decide({ bars: barred([1, 2, 3, 10, 14]) })
    for (const r of rows) {
      const p = r.person_key
      const reason =
        p % 10 === 0
          ? 'no_address'
          : [1, 2, 3, 14].includes(p)
            ? 'do_not_send'
            : p % 7 === 0
              ? 'contact_cap'
              : ''
      expect([p, r.reason]).toEqual([p, reason])
      expect(r.action).toBe(reason !== '' ? 'silent' : r.arm === 'control' ? 'withhold' : 'send')
    }
  })

  it('take goods bought in the year before the draw as the covariate', async () => {
    const rows = await decide()
    expect(rows.find((r) => r.person_key === 2)?.covariate).toBe(200)
    expect(rows.find((r) => r.person_key === 3)?.covariate).toBe(0)
  })

  it('rank nobody by spend who refused: whatever they spent, their budget is that of the one in the middle', async () => {
    const refusers = [4_994, 4_996, 23, 25]
    const ranked = {
      mode: 'all_but' as const,
      people: sql`SELECT arrayJoin([${sql`toUInt64(4994), 4996, 23, 25`}]) AS person_key`,
    }
    const answers = async (affordable: number, change: Partial<DecisionInput> = {}) =>
      (await decide({ affordable, controlShare: 0, ...change }))
        .filter((one) => refusers.includes(one.person_key))
        .map((one) => one.action)
    // The biggest spenders come first where they did not refuse, and people without spend last.
    expect((await answers(500)).sort()).toEqual(['send', 'send', 'silent', 'silent'])
    expect(await answers(500, { ranked })).toEqual(Array(4).fill('silent'))
    expect(await answers(4_300, { ranked })).toEqual(Array(4).fill('send'))
  })

  it('scale a budget to everybody, cut both arms at the same spend, and never exceed it', async () => {
    for (const salt of ['a', 'b', 'c', 'd', 'e']) {
      const rows = await decide({ affordable: 400, salt })
      const sends = rows.filter((r) => r.action === 'send')
      const reached = rows.filter((r) => r.action !== 'silent' || r.reason === 'budget_repair')
      expect(sends.length).toBeLessThanOrEqual(400)
      expect(reached).toHaveLength(500)
      const lowest = Math.min(...reached.map((r) => r.covariate))
      const cut = rows.filter((r) => r.reason === 'budget')
      expect(Math.max(...cut.map((r) => r.covariate))).toBeLessThanOrEqual(lowest)
      const repaired = rows.filter((r) => r.reason === 'budget_repair')
      expect(repaired.every((r) => r.arm === 'treatment')).toBe(true)
      expect(sends.length + repaired.length).toBe(reached.filter((r) => r.arm === 'treatment').length)
    }
  })

  it('send to nobody when the budget pays for nobody, and hold nobody out at a share of 0', async () => {
    expect((await decide({ affordable: 0 })).filter((r) => r.action === 'send')).toHaveLength(0)
    expect((await decide({ controlShare: 0 })).filter((r) => r.arm === 'control')).toHaveLength(0)
  })
})

function uuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
}
