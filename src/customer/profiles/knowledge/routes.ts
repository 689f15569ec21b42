import { z } from 'zod'
import { type Route, route } from '../../../kit/api.ts'
import { commonErrors } from '../../../kit/errors.ts'
import { createBinder, type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { int64 } from '../../../stores/warehouse/index.ts'
import type { ProfileDeps } from '../rows.ts'
import { readSetting, saveSetting } from '../workspace-setting.ts'
import * as api from './api.ts'
import { figuresRow, figuresSql, scoresSql } from './figures.ts'
import { askNext, facetShare, facets, type KnowledgeSettings, knowledgeScore } from './formula.ts'
import { fillable, knowledgeTerms, questionOf, sharesNow, storedKnowledge } from './kept.ts'

export function knowledgeRoutes(deps: ProfileDeps): Route[] {
  return [
    route(api.customerKnowledge, ({ workspace }, { params }) => knowledgeOf(deps, workspace, params.id)),
    route(api.knowledgeOfAll, ({ workspace }) => knowledgeOfEverybody(deps, workspace)),
    route(api.getKnowledgeSettings, ({ workspace }) =>
      readSetting(deps.ledger, workspace.id, storedKnowledge),
    ),
    route(api.saveKnowledgeSettings, ({ workspace, actor }, { body }) =>
      saveSetting(deps.ledger, workspace, actor, storedKnowledge, body, 'knowledge.settings'),
    ),
    route(api.previewKnowledgeSettings, ({ workspace }, { body }) => previewOf(deps, workspace, body)),
  ]
}

/** @throws common.notFound */
export async function knowledgeOf(deps: ProfileDeps, workspace: Workspace, customerId: string) {
  const asked = Number(customerId)
  const terms = await knowledgeTerms(deps.ledger, workspace.id)
  const { settings } = terms
  const keys = Number.isSafeInteger(asked)
    ? ((await deps.persons.keysOf(workspace, [asked])).get(asked) ?? [asked])
    : []
  const bind = createBinder('kn_')
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)} AND person_key IN (${bind('Array(UInt64)', keys)})`
  const [row] = await deps.warehouse.rows(figuresSql(here, questionOf(workspace, terms), bind), figuresRow)
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
  const terms = await knowledgeTerms(deps.ledger, workspace.id)
  const bind = createBinder('kn_')
  const { shares, computedAt } = await sharesNow(deps, workspace, terms, bind)
  return {
    ...(await distribution(deps, scoresSql(shares, terms.settings, bind))),
    computedAt: (computedAt ?? workspace.clock.now()).toISOString(),
  }
}

/** How many stand where with the weights of today, and with others. */
export async function previewOf(deps: ProfileDeps, workspace: Workspace, changed: KnowledgeSettings) {
  const terms = await knowledgeTerms(deps.ledger, workspace.id)
  const of = async (settings: KnowledgeSettings) => {
    const bind = createBinder('kp_')
    const { shares } = await sharesNow(deps, workspace, terms, bind)
    return distribution(deps, scoresSql(shares, settings, bind))
  }
  const [before, after] = [await of(terms.settings), await of(fillable(changed, terms.topics))]
  return { before, after }
}

async function distribution({ warehouse }: Pick<ProfileDeps, 'warehouse'>, scores: SqlFragment) {
  const rows = await warehouse.rows(
    sql`SELECT toUInt8(least(9, floor(score / 10))) AS step, count() AS n, sum(score) AS sum FROM (${scores}) GROUP BY step`,
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
