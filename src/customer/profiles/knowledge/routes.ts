import { z } from 'zod'
import { type Route, route } from '../../../kit/api.ts'
import { commonErrors } from '../../../kit/errors.ts'
import { createBinder, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { int64 } from '../../../stores/warehouse/index.ts'
import type { ProfileDeps } from '../rows.ts'
import { readSetting, saveSetting } from '../workspace-setting.ts'
import * as api from './api.ts'
import { figuresRow, figuresSql, scoresSql } from './figures.ts'
import { askNext, facetShare, facets, knowledgeScore, standardSettings } from './formula.ts'

export const storedKnowledge = { name: 'knowledge', schema: api.knowledgeSettings, absent: standardSettings }

export function knowledgeRoutes(deps: ProfileDeps): Route[] {
  const settingsOf = (workspace: Workspace) => readSetting(deps.ledger, workspace.id, storedKnowledge)
  return [
    route(api.customerKnowledge, ({ workspace }, { params }) => knowledgeOf(deps, workspace, params.id)),
    route(api.knowledgeOfAll, ({ workspace }) => knowledgeOfEverybody(deps, workspace)),
    route(api.getKnowledgeSettings, ({ workspace }) => settingsOf(workspace)),
    route(api.saveKnowledgeSettings, ({ workspace, actor }, { body }) =>
      saveSetting(deps.ledger, workspace, actor, storedKnowledge, body, 'knowledge.settings'),
    ),
  ]
}

/** @throws common.notFound */
export async function knowledgeOf(deps: ProfileDeps, workspace: Workspace, customerId: string) {
  const asked = Number(customerId)
  const settings = await readSetting(deps.ledger, workspace.id, storedKnowledge)
  const keys = Number.isSafeInteger(asked)
    ? ((await deps.persons.keysOf(workspace, [asked])).get(asked) ?? [asked])
    : []
  const bind = createBinder('kn_')
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)} AND person_key IN (${bind('Array(UInt64)', keys)})`
  const [row] = await deps.warehouse.rows(figuresSql(here, workspace.clock.now().getTime(), bind), figuresRow)
  if (!row) throw commonErrors.notFound({ what: 'customer', id: customerId })
  const all = facets.reduce((sum, facet) => sum + settings[facet].weight, 0)
  return {
    score: knowledgeScore(row, settings),
    facets: facets.map((facet) => {
      const { weight, reliability } = settings[facet]
      const share = facetShare(facet, row, settings[facet])
      return { facet, weight, share, gain: Math.max(0, (100 * weight * (reliability - share)) / (all || 1)) }
    }),
    askNext: askNext(row, settings),
  }
}

const stepRow = z.object({ step: z.int(), n: int64(), sum: z.number() })

export async function knowledgeOfEverybody(deps: ProfileDeps, workspace: Workspace) {
  const settings = await readSetting(deps.ledger, workspace.id, storedKnowledge)
  const bind = createBinder('kn_')
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)}`
  const rows = await deps.warehouse.rows(
    sql`SELECT toUInt8(least(9, floor(score / 10))) AS step, count() AS n, sum(score) AS sum
      FROM (${scoresSql(here, workspace.clock.now().getTime(), settings, bind)}) GROUP BY step`,
    stepRow,
    { pool: 'long' },
  )
  const customers = rows.reduce((all, { n }) => all + n, 0)
  const sum = rows.reduce((all, row) => all + row.sum, 0)
  return {
    customers,
    mean: customers === 0 ? null : sum / customers,
    steps: Array.from({ length: 10 }, (_, step) => rows.find((row) => row.step === step)?.n ?? 0),
  }
}
