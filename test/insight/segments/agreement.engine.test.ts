import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { standardSettings } from '../../../src/customer/profiles/knowledge/formula.ts'
import { createFeatures } from '../../../src/insight/features/index.ts'
import { type Insight, openInsight } from '../../../src/insight/index.ts'
import { ruleContext } from '../../../src/insight/segments/context.ts'
import type { CustomerFacts } from '../../../src/insight/segments/customer-facts.ts'
import { evaluateRule } from '../../../src/insight/segments/evaluate.ts'
import { operators } from '../../../src/insight/segments/operators/index.ts'
import type { SegmentRule } from '../../../src/insight/segments/rule.schema.ts'
import { joinSql, type SqlFragment, sql } from '../../../src/kit/sql.ts'
import type { Workspace } from '../../../src/kit/workspace.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Business, openBusiness } from '../support/business.ts'
import { topicKinds } from '../support/needs.ts'
import { computedIds, load, people, withFeatures } from '../support/population.ts'
import { anyRule, conditionOf } from '../support/rules.ts'

let business: Business
let insight: Insight
beforeAll(async () => {
  business = await openBusiness()
  insight = openInsight(business.deps)
  const definitions = {
    count: { from: 'orders', measure: 'count' },
    average: { from: 'orders', measure: 'average', field: 'amount' },
    word: { from: 'orders', measure: 'last', field: 'category' },
  }
  const topics = [...topicKinds].map(([id, kind]) => ({ id, label: id, kind, shownBy: null }))
  await business.deps.ledger.db
    .updateTable('workspaces')
    .set({ settings: { needTopics: { topics } } })
    .where('id', '=', business.workspace.id)
    .execute()
  for (const [name, definition] of Object.entries(definitions))
    await business.deps.ledger.db
      .insertInto('computed_attributes')
      .values({
        id: computedIds[name as keyof typeof computedIds],
        workspace_id: business.workspace.id,
        label: name,
        definition: JSON.stringify(definition),
        updated_at: new Date(),
        updated_by: 'test',
      })
      .execute()
})
afterAll(() => business.close())

const row = z.object({ rule: z.int(), person_key: int64() })

/** Who the engine finds for each rule, many rules in one statement. */
async function membersOf(workspace: Workspace, rules: readonly SegmentRule[]): Promise<number[][]> {
  const selects: SqlFragment[] = []
  for (const [i, rule] of rules.entries()) {
    const compiled = await insight.segments.compile(workspace, rule, { prefix: `r${i}_` })
    selects.push(
      sql`SELECT ${{ text: String(i), params: {}, isSql: true }} AS rule, person_key FROM (${compiled})`,
    )
  }
  const members: number[][] = rules.map(() => [])
  const found = await business.warehouse.rows(joinSql(selects, ' UNION ALL '), row, { pool: 'long' })
  for (const { rule, person_key } of found) members[rule]?.push(person_key)
  return members.map((keys) => keys.sort((a, b) => a - b))
}

/** Who exists for the rules: everybody with a profile, and every buyer of the snapshot. */
function expected(
  rule: SegmentRule,
  facts: readonly CustomerFacts[],
  workspace: Workspace,
  bins: number,
): number[] {
  const context = {
    ...ruleContext(workspace, null),
    ...{ bins, zeroes: new Set([computedIds.count]), topics: topicKinds },
    knowledge: standardSettings,
  }
  return facts
    .filter((person) => person.profile !== null || person.features !== null)
    .filter((person) => evaluateRule(rule, person, context))
    .map((person) => person.personKey)
}

async function populate(seed: number, timeZone: string, refreshed: boolean) {
  const workspace = business.workspaceWith({ timeZone })
  const [list = []] = fc.sample(people(workspace.clock.now(), timeZone), { seed, numRuns: 1 })
  await load(business.warehouse, workspace, list)
  await business.deps.ledger.db.deleteFrom('feature_snapshots').execute()
  const snapshot = refreshed
    ? // Without what follows a refresh: computed values stay as they were planted.
      await createFeatures(business.deps, async () => {}).refresh(workspace)
    : null
  return {
    workspace,
    facts: await withFeatures(business.warehouse, workspace, snapshot, list),
    bins: snapshot?.settings.bins ?? 5,
  }
}

const populations = [
  { seed: 2, timeZone: 'America/New_York', refreshed: true },
  { seed: 3, timeZone: 'Pacific/Kiritimati', refreshed: true },
  { seed: 4, timeZone: 'Asia/Kathmandu', refreshed: false },
]

describe.each(populations)(
  'SQL and evaluator agree in $timeZone (seed $seed, snapshot $refreshed)',
  (population) => {
    let ready: Awaited<ReturnType<typeof populate>>
    beforeAll(async () => {
      ready = await populate(population.seed, population.timeZone, population.refreshed)
    })

    it.each(operators.map((operator) => operator.id))('operator %s', async (op) => {
      const rules = fc.sample(conditionOf(op), { seed: population.seed * 31, numRuns: 10 })
      const found = await membersOf(ready.workspace, rules)
      rules.forEach((rule, i) => {
        expect({ rule, members: found[i] }).toEqual({
          rule,
          members: expected(rule, ready.facts, ready.workspace, ready.bins),
        })
      })
    })

    it('rules nested at random', async () => {
      const rules = fc.sample(anyRule, { seed: population.seed * 17, numRuns: 60 })
      for (let i = 0; i < rules.length; i += 15) {
        const some = rules.slice(i, i + 15)
        const found = await membersOf(ready.workspace, some)
        some.forEach((rule, k) => {
          expect({ rule, members: found[k] }).toEqual({
            rule,
            members: expected(rule, ready.facts, ready.workspace, ready.bins),
          })
        })
      }
    })
  },
)

describe('a population that can fail', () => {
  it('every operator finds somebody and leaves somebody out, for some parameters', async () => {
    const { workspace, facts, bins } = await populate(6, 'Asia/Shanghai', true)
    const everybody = expected({ all: [] }, facts, workspace, bins).length
    for (const operator of operators) {
      const sizes = fc
        .sample(conditionOf(operator.id), { seed: 5, numRuns: 60 })
        .map((rule) => expected(rule, facts, workspace, bins).length)
      expect(
        sizes.some((size) => size > 0 && size < everybody),
        operator.id,
      ).toBe(true)
    }
  })
})
