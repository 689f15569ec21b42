import { z } from 'zod'
import { type Actor, type Route, route } from '../../kit/api.ts'
import type { Locale } from '../../kit/errors.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { taskShapeOf, tasksNow, withWriteGate, writeAudit } from '../../stores/ledger/index.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import { auditOf } from '../identity/blocks.ts'
import * as api from './api.ts'
import { applyingTask, startApplying } from './apply.ts'
import { type SurvivorshipDeps, sourceNames } from './deps.ts'
import { knownAttributes, labelOfAttribute } from './labels.ts'
import { valuesOf } from './of-customer.ts'
import { type DecidedRule, standardRule } from './pick.ts'
import { previewRules } from './preview.ts'
import { ruleState, rulesOf, saveRules, tellEngine } from './rules.ts'

export function survivorshipRoutes(deps: SurvivorshipDeps): Route[] {
  return [
    route(api.getValueRules, ({ workspace, locale }) => rulesNow(deps, workspace, locale)),
    route(api.previewValueRules, ({ workspace }, { body }) =>
      previewRules(deps.warehouse, workspace.id, decided(body.rules)),
    ),
    route(api.setValueRules, ({ workspace, actor }, { body }) => decide(deps, workspace, actor, body.rules)),
    route(api.applyValueRules, async ({ workspace, actor }) => ({
      taskId: await startApplying(deps, workspace, actor),
    })),
    route(api.customerValues, ({ workspace }, { params }) => valuesOf(deps, workspace, params.id)),
  ]
}

type Rules = z.output<typeof api.decidedRules>

function decided(rules: Rules): Map<string, DecidedRule> {
  return new Map(
    rules.map(({ attribute, rule, sources }) => [
      attribute,
      { rule, sources: rule === 'trusted' ? [...new Set(sources)] : [] },
    ]),
  )
}

async function decide(deps: SurvivorshipDeps, workspace: Workspace, actor: Actor, rules: Rules) {
  const { ledger, warehouse } = deps
  const by = `${actor.kind}:${actor.id}`
  await withWriteGate(ledger, async () => {
    await saveRules(ledger, workspace.id, decided(rules), by, workspace.clock.now())
    await tellEngine(ledger, warehouse, workspace.id)
  })
  const entry = auditOf(workspace, actor, 'customer.value_rules', workspace.slug, { rules })
  await writeAudit(ledger.db, entry)
  return { taskId: await startApplying(deps, workspace, actor) }
}

async function rulesNow({ ledger, warehouse }: SurvivorshipDeps, workspace: Workspace, locale: Locale) {
  const bind = createBinder()
  // First: who is told that nothing runs does not ask again, and must have the state as it was after its end.
  const { taskId, last } = await tasksNow(ledger, workspace.id, applyingTask)
  const [rules, state, names, said] = await Promise.all([
    rulesOf(ledger, workspace.id),
    ruleState(ledger, workspace.id),
    sourceNames(ledger, workspace.id),
    warehouse.rows(
      sql`SELECT toString(name) AS name, uniqExact(person_key) AS customers FROM (
            SELECT person_key, arrayJoin(mapKeys(said)) AS name FROM customer_sayings
            WHERE workspace_id = ${bind('UInt32', workspace.id)})
          GROUP BY name ORDER BY customers DESC, name LIMIT 500`,
      z.object({ name: z.string(), customers: int64() }),
    ),
  ])
  const counts = new Map(said.map(({ name, customers }) => [name, customers]))
  const attributes = new Set([...knownAttributes, ...counts.keys(), ...rules.keys()])
  return {
    attributes: [...attributes].map((attribute) => {
      const own = rules.get(attribute)
      return {
        attribute,
        label: labelOfAttribute(attribute),
        rule: own?.rule ?? standardRule(attribute),
        decided: own !== undefined,
        sources: [...(own?.sources ?? [])],
        customers: counts.get(attribute) ?? 0,
      }
    }),
    sources: [...names].map(([id, name]) => ({ id, name })),
    changedAt: state.changedAt?.toISOString() ?? null,
    stale: state.applied < state.version,
    taskId,
    lastTask: last && taskShapeOf(last, locale),
  }
}
