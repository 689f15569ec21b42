import { z } from 'zod'
import {
  type ContactBar,
  contactBars,
  customersNow,
  hasAddress,
  isBarred,
  personNow,
} from '../../customer/index.ts'
import type { Localized } from '../../kit/api-shapes.ts'
import { isAppError, type Locale } from '../../kit/errors.ts'
import { noTask } from '../../kit/progress.ts'
import { createBinder, joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import { type OrderSpan, orderSpan } from '../audience/audience.ts'
import type { CampaignDeps } from '../deps.ts'
import { campaignErrors } from '../errors.ts'
import { baselineOf } from '../forecast/baseline.ts'
import { incrementFigure } from '../forecast/figures.ts'
import { type Figure, pastEffects, unknown } from '../forecast/past-effects.ts'
import { marginBasis } from '../measurement/margin.ts'
import type { Creatives, Offers } from '../offers/index.ts'
import { campaignInput, type Objective } from '../plans/api.ts'
import type { Campaigns } from '../plans/campaigns.ts'
import type { Campaign } from '../plans/plan.ts'
import { addDays, isoTime } from '../time.ts'
import type { listOpportunities, opportunity } from './api.ts'
import { type Candidate, candidates, noneWords } from './candidates.ts'

export type Opportunity = z.output<typeof opportunity>
export interface Opportunities {
  /** Largest value at stake first within an objective; objectives without any are named with the reason. */
  list(workspace: Workspace): Promise<z.output<typeof listOpportunities.response>>
  /** Segment, offer, creative and draft campaign from an opportunity, in the workspace's language. @throws campaign.opportunityGone */
  plan(workspace: Workspace, id: string, actorId: string): Promise<Campaign>
  /** The same for the best of an objective; null where there is none. */
  planFor(workspace: Workspace, objective: Objective, actorId: string): Promise<Campaign | null>
}

/** Fewer cannot be told from chance by any campaign; they are left out rather than shown small. */
const fewest = 20
const objectives: readonly Objective[] = ['acquire', 'retain', 'grow', 'return']
const controlShare = 0.2

export function openOpportunities(
  deps: CampaignDeps,
  parts: { campaigns: Campaigns; offers: Offers; creatives: Creatives },
): Opportunities {
  const list: Opportunities['list'] = async (workspace) => {
    const span = await orderSpan(deps.warehouse, workspace)
    const refusals = await Promise.all(candidates.map(({ rule }) => refusalOf(deps, workspace, rule)))
    const sized = await Promise.all(
      candidates
        .filter((_, i) => refusals[i] === null)
        .map((candidate) => sizeOf(deps, workspace, candidate, span)),
    )
    const refused = (objective: Objective) =>
      refusals.find((refusal, i) => refusal !== null && candidates[i]?.objective === objective)
    const items = sized.filter((item) => item.customers >= fewest)
    const rank = (item: Opportunity) => objectives.indexOf(item.objective)
    items.sort((a, b) => rank(a) - rank(b) || b.valueAtStakeMinor - a.valueAtStakeMinor)
    return {
      computedAt: workspace.clock.now().toISOString(),
      items,
      missing: objectives
        .filter((o) => !items.some((item) => item.objective === o))
        .map((objective) => ({ objective, reason: refused(objective) ?? noneWords[objective] })),
    }
  }
  const plan: Opportunities['plan'] = async (workspace, id, actorId) => {
    const candidate = candidates.find((c) => c.id === id)
    if (!candidate) throw campaignErrors.opportunityGone({ id })
    return makePlan(deps, parts, workspace, candidate, actorId)
  }
  return {
    list,
    plan,
    async planFor(workspace, objective, actorId) {
      const best = (await list(workspace)).items.find((item) => item.objective === objective)
      return best ? plan(workspace, best.id, actorId) : null
    },
  }
}

/** Why people may not be chosen like this for marketing, by what it names; null where they may. */
async function refusalOf(deps: CampaignDeps, workspace: Workspace, rule: unknown): Promise<Localized | null> {
  try {
    await deps.segments.requireUse(workspace, rule, 'marketing')
    return null
  } catch (error) {
    if (!isAppError(error) || error.code !== 'privacy.purposeLimited') throw error
    return { en: error.in('en'), 'zh-CN': error.in('zh-CN') }
  }
}

const sizeRow = z.object({ customers: int64(), reachable: int64(), value: int64() })

async function sizeOf(
  deps: CampaignDeps,
  workspace: Workspace,
  candidate: Candidate,
  span: OrderSpan | null,
): Promise<Opportunity> {
  const [audience, bars] = await Promise.all([
    deps.segments.compile(workspace, candidate.rule),
    contactBars(deps, workspace, {
      channel: 'email',
      byProfile: deps.segments.selectsByProfile(candidate.rule),
    }),
  ])
  const [row] = await deps.warehouse.rows(
    sizeQuery(workspace, audience, bars, span?.knownUntil ?? workspace.clock.now()),
    sizeRow,
  )
  return {
    id: candidate.id,
    objective: candidate.objective,
    title: candidate.title,
    why: candidate.why,
    rule: candidate.rule,
    words: await deps.segments.words(workspace, candidate.rule),
    customers: row?.customers ?? 0,
    reachable: row?.reachable ?? 0,
    valueAtStakeMinor: row?.value ?? 0,
    incrementalMarginMinor: await expected(deps, workspace, candidate, span, row?.reachable ?? 0),
    currency: workspace.currency,
    controlShare,
  }
}

function sizeQuery(
  workspace: Workspace,
  audience: SqlFragment,
  bars: readonly ContactBar[],
  until: Date,
): SqlFragment {
  const bind = createBinder('size_')
  const id = bind('UInt32', workspace.id)
  return sql`
    WITH chosen AS (SELECT DISTINCT person_key FROM (${audience}) WHERE person_key != 0)
    SELECT (SELECT count() FROM chosen) AS customers,
           (SELECT count() FROM ${customersNow(sql`workspace_id = ${id}`)}
            WHERE ${hasAddress(bind('String', 'email'))} AND person_key IN (SELECT person_key FROM chosen)
              ${joinSql(
                bars.map((bar) => sql`AND NOT ${isBarred(sql`person_key`, bar)}`),
                ' ',
              )}) AS reachable,
           (SELECT sum(amount_minor) FROM order_lines
            WHERE workspace_id = ${id} AND kind != 'charge' AND ${personNow()} IN (SELECT person_key FROM chosen)
              AND ts >= ${bind("DateTime64(3, 'UTC')", isoTime(addDays(until, -365)))}
              AND ts < ${bind("DateTime64(3, 'UTC')", isoTime(until))}) AS value`
}

/** Only past campaigns can say; without any, no figure is made up. */
async function expected(
  deps: CampaignDeps,
  workspace: Workspace,
  candidate: Candidate,
  span: OrderSpan | null,
  reachable: number,
): Promise<Figure> {
  const past = await pastEffects(deps.ledger, workspace, candidate.objective)
  if (past.length === 0 || span === null) {
    return unknown({
      en: 'No campaign of this objective has been evaluated yet; the first one will tell',
      'zh-CN': '该目标下尚无已评估的活动，首个活动结束后即可估计',
    })
  }
  const basis = await marginBasis(deps.warehouse, workspace, null)
  const baseline = await baselineOf(
    deps,
    workspace,
    { rule: candidate.rule, windowDays: candidate.windowDays, span, basis },
    noTask,
  )
  return incrementFigure(
    campaignInput.parse({ name: candidate.id, objective: candidate.objective }),
    Math.round(reachable * (1 - controlShare)),
    baseline,
    past,
  )
}

/** The segment is made first by its own room; the rest stands or falls together. */
async function makePlan(
  deps: CampaignDeps,
  parts: { campaigns: Campaigns; offers: Offers; creatives: Creatives },
  workspace: Workspace,
  candidate: Candidate,
  actorId: string,
): Promise<Campaign> {
  const locale: Locale = workspace.locale
  const day = workspace.clock.now().toISOString().slice(0, 10)
  const name = `${candidate.title[locale]} ${day}`
  const segment = await deps.segments.create(
    workspace,
    { name, description: candidate.why[locale], rule: candidate.rule },
    actorId,
  )
  return deps.ledger.transaction(async (trx) => {
    const { percentOff, validDays, name: offerName, words } = candidate.offer
    const offer = await parts.offers.create(
      workspace,
      {
        name: offerName[locale],
        kind: percentOff > 0 ? 'percent_off' : 'content',
        value: percentOff,
        minimumSpendMinor: 0,
        costMinor: 0,
        code: '',
        words: words[locale],
        validDays,
      },
      trx,
    )
    const { id: templateId, subject, preheader, mjml } = templateFor(deps, candidate, locale)
    const creative = await parts.creatives.create(
      workspace,
      {
        name,
        channel: 'email',
        language: locale,
        templateId,
        subject,
        preheader,
        mjml,
        text: '',
        templateNumber: '',
      },
      trx,
    )
    return parts.campaigns.create(
      workspace,
      campaignInput.parse({
        name,
        objective: candidate.objective,
        segmentId: segment.id,
        offerId: offer.id,
        creativeId: creative.id,
        outcomeWindowDays: candidate.windowDays,
        controlShare,
      }),
      actorId,
      trx,
    )
  })
}

function templateFor(
  deps: CampaignDeps,
  candidate: Candidate,
  locale: Locale,
): CampaignDeps['templates'][number] {
  const own = deps.templates.filter((t) => t.language === locale)
  const template =
    own.find((t) => t.id.startsWith(`${candidate.template}.`)) ??
    own.find((t) => t.objective === candidate.objective || t.objective === 'any')
  if (!template) throw new Error(`No creative is shipped for ${candidate.objective} in ${locale}.`)
  return template
}
