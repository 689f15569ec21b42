import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { storedTopics } from '../../../src/customer/needs/topics.ts'
import {
  figuresRow,
  figuresSql,
  scoresSql,
  sharesSql,
} from '../../../src/customer/profiles/knowledge/figures.ts'
import {
  askNext,
  facetShare,
  facets,
  type KnownFigures,
  knowledgeScore,
  standardSettings,
} from '../../../src/customer/profiles/knowledge/formula.ts'
import { refreshKnowledge } from '../../../src/customer/profiles/knowledge/kept.ts'
import {
  knowledgeOf,
  knowledgeOfEverybody,
  previewOf,
} from '../../../src/customer/profiles/knowledge/routes.ts'
import { saveSetting } from '../../../src/customer/profiles/workspace-setting.ts'
import { createBinder, sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { insertRows } from '../../insight/support/business.ts'
import { type Bench, openBench } from '../support.ts'

const actor = {
  kind: 'user' as const,
  id: '0192f000-0000-7000-8000-000000000001',
  permissions: new Set<never>(),
}
const nothing: KnownFigures = {
  ...{ channels: 0, basics: 0, attributes: 0, profileAge: 0, dates: 0, consents: 0 },
  ...{ orders: 0, orderAge: null, events: 0, eventAge: null, answers: 0, answerAge: null },
  ...{ needs: 0, needAge: null, family: 0 },
}
const everything: KnownFigures = {
  ...{ channels: 2, basics: 4, attributes: 5, profileAge: 0, dates: 2, consents: 2 },
  ...{ orders: 3, orderAge: 0, events: 10, eventAge: 0, answers: 3, answerAge: 0 },
  ...{ needs: 3, needAge: 0, family: 2 },
}

describe('how much is known of a customer', () => {
  it('goes from 0 to 100, halves with the half-life, and names what would add most', () => {
    expect(knowledgeScore(nothing, standardSettings)).toBe(0)
    expect(knowledgeScore(everything, standardSettings)).toBe(100)
    expect(askNext(everything, standardSettings)).toBeNull()
    // Contact and purchases weigh 3 of 18 each; the first of equals is asked first.
    expect(askNext(nothing, standardSettings)).toBe('contact')
    expect(askNext({ ...everything, consents: 0 }, standardSettings)).toBe('consent')
    // Nobody can be asked to have bought.
    expect(askNext({ ...everything, orders: 0, consents: 1 }, standardSettings)).toBe('consent')
    const old = { ...everything, orderAge: 365 }
    expect(facetShare('purchases', old, standardSettings.purchases)).toBeCloseTo(0.5)
    expect(knowledgeScore(old, standardSettings)).toBeCloseTo(100 * (1 - 1.5 / 18))
    const doubted = { ...standardSettings, contact: { weight: 3, reliability: 0.5 } }
    expect(knowledgeScore(everything, doubted)).toBeCloseTo(100 * (1 - 1.5 / 18))
  })

  it('never falls when more is known', () => {
    const figure = fc.constantFrom(
      'channels',
      'basics',
      'attributes',
      'dates',
      'consents',
      'orders',
      'events',
      'answers',
      'needs',
      'family',
    )
    fc.assert(
      fc.property(figure, fc.integer({ min: 0, max: 9 }), (name, n) => {
        const aged = { ...everything, orderAge: 100, eventAge: 30, answerAge: 10, profileAge: 50 }
        const [less, more] = [n, n + 1].map((value) =>
          knowledgeScore({ ...aged, [name]: value }, standardSettings),
        )
        expect(more).toBeGreaterThanOrEqual(less ?? 0)
      }),
    )
  })

  describe('on the engine', () => {
    let bench: Bench
    beforeAll(async () => {
      bench = await openBench()
    })
    afterAll(() => bench.close())

    it('is the same in SQL and in memory, for everybody and for one', async () => {
      const { ledger, warehouse } = bench.stores
      const ws = bench.workspace.id
      const now = bench.workspace.clock.now().getTime()
      const at = (daysAgo: number) =>
        new Date(now - daysAgo * 86_400_000).toISOString().slice(0, 23).replace('T', ' ')
      const ids = Array.from({ length: 30 }, (_, i) => `k${i}`)
      const keys = [...(await bench.customer.persons.resolve(bench.workspace, 'account', ids)).values()]
      const none = '00000000-0000-0000-0000-000000000000'
      await insertRows(
        warehouse,
        'customers',
        keys.map((person_key, i) => ({
          ...{
            workspace_id: ws,
            person_key,
            first_seen: at(900),
            status: 'customer',
            country: '',
            region: '',
          },
          ...{
            city: i % 2 ? '上海' : '',
            gender: i % 3 ? 'f' : '',
            birth_year: i % 5 ? 1980 : 0,
            tier: '',
            language: '',
          },
          reachable: i % 4 === 0 ? [] : i % 4 === 1 ? ['email'] : ['email', 'sms'],
          attributes: Object.fromEntries(Array.from({ length: i % 7 }, (_, n) => [`a${n}`, 'x'])),
          updated_at: at(i * 40),
        })),
      )
      await insertRows(
        warehouse,
        'order_lines',
        keys.flatMap((person_key, i) =>
          Array.from({ length: i % 5 }, (_, n) => ({
            ...{
              workspace_id: ws,
              person_key,
              ts: at(i + n * 100),
              order_id: `o${i}-${n}`,
              row_key: i * 10 + n + 1,
            },
            ...{
              kind: n === 3 ? 'return' : 'sale',
              product_id: 'p',
              quantity: 1,
              currency: 'CNY',
              amount_minor: 100,
            },
            import_id: none,
          })),
        ),
      )
      await insertRows(
        warehouse,
        'events',
        keys.flatMap((person_key, i) =>
          Array.from({ length: i % 13 }, (_, n) => ({
            ...{
              workspace_id: ws,
              name: 'Page Viewed',
              person_key,
              ts: at(i * 9 + n),
              message_id: `e${i}-${n}`,
            },
            properties: {},
          })),
        ),
      )
      // What they said of three topics, one taken back, one over, one told by a file; family, and homes.
      const topics = ['tea', 'nuts', 'cups'].map((id) => ({
        id,
        label: id,
        kind: 'like' as const,
        shownBy: null,
      }))
      await saveSetting(ledger, bench.workspace, actor, storedTopics, { topics }, 'customer_need.topics')
      const id = (n: number) => `0192f000-0000-7000-8000-${String(n).padStart(12, '0')}`
      const day = (daysAgo: number) => at(daysAgo).slice(0, 10)
      await insertRows(
        warehouse,
        'person_needs',
        keys.flatMap((person_key, i) =>
          topics.slice(0, i % 4).map(({ id: topic }, n) => ({
            ...{
              workspace_id: ws,
              person_key,
              need_id: id(i * 10 + n),
              topic,
              strength: 0,
              is_live: 1,
              version: 1,
            },
            stance: i % 5 === 0 ? 'none' : 'like',
            ...{
              said_on: day(i * 20 + n),
              noted_at: at(i),
              valid_until: i % 7 === 0 ? day(1) : '2149-06-06',
            },
          })),
        ),
      )
      await insertRows(
        warehouse,
        'customer_sayings',
        keys.slice(0, 4).map((person_key) => ({
          ...{
            workspace_id: ws,
            person_key,
            source_id: id(1),
            import_id: none,
            said: { 'attributes.stated_cups': '"是"' },
          },
          ...{ said_at: {}, observed_at: at(3), first_seen: at(3), reachable: [] },
        })),
      )
      await insertRows(
        warehouse,
        'person_dates',
        keys.slice(0, 12).map((person_key, i) => ({
          ...{
            workspace_id: ws,
            person_key,
            date_id: id(i),
            kind: 'birthday',
            code: 's0101',
            of_family: i % 2,
          },
          ...{ by_hand: 1, noted_at: at(1), is_live: 1, version: 1 },
        })),
      )
      await insertRows(
        warehouse,
        'household_members',
        keys.slice(6, 16).map((person_key) => ({
          ...{
            workspace_id: ws,
            person_key,
            household_id: id(1),
            since: at(9),
            is_head: 0,
            is_live: 1,
            version: 1,
          },
        })),
      )
      const question = { nowMs: now, timeZone: bench.workspace.timeZone, topics }
      const bind = createBinder('k')
      const here = sql`workspace_id = ${bind('UInt32', ws)}`
      const settings = { ...standardSettings, behaviour: { weight: 5, reliability: 0.7 } }
      const rows = await warehouse.rows(
        sql`SELECT f.*, s.score AS score FROM (${figuresSql(here, question, bind)}) AS f
          INNER JOIN (${scoresSql(sharesSql(here, question, bind), settings, bind)}) AS s ON s.person_key = f.person_key ORDER BY person_key`,
        figuresRow.extend({ person_key: int64(), score: z.number() }),
      )
      expect(rows.map(({ person_key }) => person_key)).toEqual([...keys].sort((a, b) => a - b))
      for (const { score, ...figures } of rows)
        expect(score).toBeCloseTo(knowledgeScore(figures, settings), 9)
      expect(new Set(rows.map(({ score }) => Math.round(score))).size).toBeGreaterThan(10)
      expect(rows.map(({ events }) => events)).toEqual(keys.map((_, i) => i % 13))
      expect(facets.every((facet) => facet in settings)).toBe(true)
      // Those whose remainder by 5 is 0 took it back, by 7 let it run out; the first four have what the file told of the last topic.
      const known = (i: number) => (i < 4 ? 1 : 0) + (i % 5 === 0 || i % 7 === 0 ? 0 : Math.min(3, i % 4))
      expect(rows.map(({ needs }) => needs)).toEqual(keys.map((_, i) => Math.min(3, known(i))))
      expect(rows.map(({ family }) => family)).toEqual(
        keys.map((_, i) => (i < 12 ? i % 2 : 0) + (i >= 6 && i < 16 ? 1 : 0)),
      )

      const deps = { ledger, warehouse, vaultOf: async () => bench.vault, persons: bench.customer.persons }
      const all = await knowledgeOfEverybody(deps, bench.workspace)
      expect(all.customers).toBe(30)
      const scores = await Promise.all(
        keys.map(async (key) => (await knowledgeOf(deps, bench.workspace, String(key))).score),
      )
      expect(all.mean).toBeCloseTo(scores.reduce((sum, one) => sum + one, 0) / 30, 3)
      const steps = Array.from(
        { length: 10 },
        (_, step) => scores.filter((one) => Math.min(9, Math.floor(one / 10)) === step).length,
      )
      expect(all.steps).toEqual(steps)
      // Kept, it says the same; reckoned again, nobody stands twice, and who is gone is gone.
      await refreshKnowledge(bench.stores, bench.workspace)
      await warehouse.command(sql`DELETE FROM customers WHERE person_key = ${bind('UInt64', keys[29])}`)
      expect((await knowledgeOfEverybody(deps, bench.workspace)).steps).toEqual(steps)
      await refreshKnowledge(bench.stores, bench.workspace)
      expect((await knowledgeOfEverybody(deps, bench.workspace)).customers).toBe(29)
      const one = {
        ...standardSettings,
        ...Object.fromEntries(facets.map((of) => [of, { weight: 0, reliability: 1 }])),
      }
      const changed = await previewOf(deps, bench.workspace, {
        ...one,
        needs: { weight: 1, reliability: 0.5 },
      })
      expect(changed.before.customers).toBe(29)
      expect(changed.after.steps.slice(6)).toEqual([0, 0, 0, 0])
      expect(changed.after.mean).toBeLessThan(changed.before.mean ?? 0)
      await expect(knowledgeOf(deps, bench.workspace, '999999')).rejects.toMatchObject({ kind: 'not_found' })
    })
  })
})
