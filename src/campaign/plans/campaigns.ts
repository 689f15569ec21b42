import { sql as raw, type Transaction } from 'kysely'
import { isPaused, isSent, pausesOf } from '../../interaction/index.ts'
import { commonErrors, isAppError } from '../../kit/errors.ts'
import { newId, newSecret } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import { auditDeed } from '../audit.ts'
import type { AudienceSegment, CampaignDeps } from '../deps.ts'
import { campaignErrors } from '../errors.ts'
import { isUuid } from '../offers/definitions.ts'
import type { Creatives, Offers } from '../offers/index.ts'
import type { CampaignInput } from './api.ts'
import { type Campaign, type CampaignRow, columnsOf, planOf, presentCampaign } from './plan.ts'

type Executor = Ledger['db'] | Transaction<LedgerSchema>

/** Drafts and their versions; launching and measuring are elsewhere and use `row`. */
export interface Campaigns {
  list(
    workspace: Workspace,
    filter?: {
      search?: string | undefined
      status?: CampaignRow['status'] | 'paused' | undefined
      deleted?: boolean | undefined
    },
  ): Promise<CampaignRow[]>
  get(workspace: Workspace, id: string): Promise<Campaign>
  /** @throws common.notFound */
  row(workspace: Workspace, id: string, db?: Executor): Promise<CampaignRow>
  present(workspace: Workspace, rows: readonly CampaignRow[]): Promise<Campaign[]>
  create(
    workspace: Workspace,
    input: CampaignInput,
    actorId: string,
    trx?: Transaction<LedgerSchema>,
  ): Promise<Campaign>
  /** @throws campaign.changedMeanwhile, campaign.notDraft */
  update(
    workspace: Workspace,
    id: string,
    input: CampaignInput & { version: number },
    actorId: string,
  ): Promise<Campaign>
  remove(workspace: Workspace, id: string, actorId: string): Promise<Campaign>
  restore(workspace: Workspace, id: string, actorId: string): Promise<Campaign>
  clone(workspace: Workspace, id: string, actorId: string): Promise<Campaign>
}

export function openCampaigns(
  deps: CampaignDeps,
  parts: { offers: Offers; creatives: Creatives },
): Campaigns {
  const { ledger } = deps
  const row: Campaigns['row'] = async (workspace, id, db = ledger.db) => {
    const found = isUuid(id)
      ? await db
          .selectFrom('campaigns')
          .selectAll()
          .where('workspace_id', '=', workspace.id)
          .where('id', '=', id)
          .executeTakeFirst()
      : undefined
    if (!found) throw commonErrors.notFound({ what: 'campaign', id })
    return found
  }
  const present: Campaigns['present'] = async (workspace, rows) => {
    const [segments, pauses] = await Promise.all([
      segmentsOf(deps, workspace, rows),
      pausesOf(ledger.db, workspace),
    ])
    return rows.map((r) =>
      presentCampaign(workspace, r, segments.get(r.segment_id ?? '') ?? null, pauses.get(r.id) ?? null),
    )
  }
  const one = async (workspace: Workspace, r: CampaignRow): Promise<Campaign> => {
    const [campaign] = await present(workspace, [r])
    if (!campaign) throw commonErrors.notFound({ what: 'campaign', id: r.id })
    return campaign
  }
  const check = (workspace: Workspace, input: CampaignInput) => checkReferences(deps, parts, workspace, input)

  const insert = async (
    workspace: Workspace,
    input: CampaignInput,
    actorId: string,
    trx: Transaction<LedgerSchema>,
  ) => {
    const now = workspace.clock.now()
    const created = await trx
      .insertInto('campaigns')
      .values({
        id: newId(),
        workspace_id: workspace.id,
        ...columnsOf(input),
        salt: newSecret(12),
        created_at: now,
        updated_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await keepVersion(trx, created, actorId)
    return created
  }

  const bin = (workspace: Workspace, id: string, deletedAt: Date | null, actorId: string) =>
    ledger.transaction(async (trx) => {
      const before = await row(workspace, id, trx)
      if (before.status !== 'draft')
        throw campaignErrors.notDraft({ name: before.name, status: before.status })
      const after = await trx
        .updateTable('campaigns')
        .set({ deleted_at: deletedAt })
        .where('id', '=', id)
        .where('status', '=', 'draft')
        .returningAll()
        .executeTakeFirst()
      if (!after) throw campaignErrors.notDraft({ name: before.name, status: 'launching' })
      await auditDeed(trx, workspace, actorId, deletedAt ? 'campaign.delete' : 'campaign.restore', {
        kind: 'campaign',
        id,
      })
      return after
    })

  return {
    row,
    present,
    list: (workspace, filter = {}) => listRows(ledger, workspace, filter),
    get: async (workspace, id) => one(workspace, await row(workspace, id)),
    async create(workspace, input, actorId, trx) {
      // Inside a caller's transaction the references were made there a moment ago.
      if (!trx) await check(workspace, input)
      return one(
        workspace,
        await (trx
          ? insert(workspace, input, actorId, trx)
          : ledger.transaction((t) => insert(workspace, input, actorId, t))),
      )
    },
    async update(workspace, id, { version, ...input }, actorId) {
      await check(workspace, input)
      const updated = await ledger.transaction(async (trx) => {
        const before = await row(workspace, id, trx)
        if (before.status !== 'draft' || before.deleted_at)
          throw campaignErrors.notDraft({
            name: before.name,
            status: before.deleted_at ? 'deleted' : before.status,
          })
        const after = await trx
          .updateTable('campaigns')
          .set({ ...columnsOf(input), version: raw`version + 1`, updated_at: workspace.clock.now() })
          .where('id', '=', id)
          .where('version', '=', version)
          .where('status', '=', 'draft')
          .returningAll()
          .executeTakeFirst()
        if (!after)
          throw campaignErrors.changedMeanwhile({ name: before.name, theirs: before.version, yours: version })
        await keepVersion(trx, after, actorId)
        return after
      })
      return one(workspace, updated)
    },
    remove: async (workspace, id, actorId) =>
      one(workspace, await bin(workspace, id, workspace.clock.now(), actorId)),
    restore: async (workspace, id, actorId) => one(workspace, await bin(workspace, id, null, actorId)),
    async clone(workspace, id, actorId) {
      const plan = planOf(await row(workspace, id))
      const suffix = workspace.locale === 'en' ? ' (copy)' : '（副本）'
      const name = `${plan.name.slice(0, 100 - suffix.length)}${suffix}`
      return one(
        workspace,
        await ledger.transaction((trx) => insert(workspace, { ...plan, name, startAt: null }, actorId, trx)),
      )
    },
  }
}

function keepVersion(trx: Transaction<LedgerSchema>, row: CampaignRow, actorId: string) {
  return trx
    .insertInto('campaign_versions')
    .values({
      campaign_id: row.id,
      version: row.version,
      plan: row.plan,
      saved_by: actorId,
      saved_at: row.updated_at,
    })
    .execute()
}

function listRows(
  ledger: Ledger,
  workspace: Workspace,
  filter: NonNullable<Parameters<Campaigns['list']>[1]>,
): Promise<CampaignRow[]> {
  let query = ledger.db
    .selectFrom('campaigns')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .where('deleted_at', filter.deleted ? 'is not' : 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(2_000)
  if (filter.status === 'paused')
    query = query.where(isPaused(raw`campaigns.workspace_id`, raw`campaigns.id`))
  else if (filter.status) query = query.where('status', '=', filter.status)
  if (filter.search) query = query.where('name', 'ilike', `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`)
  return query.execute()
}

async function segmentsOf(
  deps: CampaignDeps,
  workspace: Workspace,
  rows: readonly CampaignRow[],
): Promise<Map<string, AudienceSegment>> {
  const ids = new Set(
    rows.filter((r) => r.frozen === null && r.segment_id !== null).map((r) => r.segment_id ?? ''),
  )
  const segments = new Map<string, AudienceSegment>()
  for (const id of ids) {
    try {
      segments.set(id, await deps.segments.get(workspace, id))
    } catch (error) {
      // One that is not there any more leaves the draft without a name, which the page shows as missing.
      if (!isAppError(error) || error.kind !== 'not_found') throw error
    }
  }
  return segments
}

/** A plan may be unfinished but never points at something that is not there. */
async function checkReferences(
  deps: CampaignDeps,
  parts: { offers: Offers; creatives: Creatives },
  workspace: Workspace,
  input: CampaignInput,
): Promise<void> {
  if (input.segmentId !== null) await deps.segments.get(workspace, input.segmentId)
  if (input.offerId !== null) await parts.offers.get(workspace, input.offerId)
  if (input.creativeId !== null) await parts.creatives.get(workspace, input.creativeId)
  if (input.topicId !== null) await requireKept(deps.ledger, workspace, 'contact_topics', input.topicId)
  if (input.surveyId !== null) await requireKept(deps.ledger, workspace, 'surveys', input.surveyId)
  if (input.bestHour !== null && !isSent(input.channel))
    throw campaignErrors.bestHourNotSent({ name: input.name })
  if (input.controlShare > 0.9) throw campaignErrors.noTreatment({})
}

const kept = { contact_topics: 'topic', surveys: 'survey' } as const

/** One that is offered no more, or closed, stays with the plans that name it. @throws common.notFound */
async function requireKept(
  ledger: Ledger,
  workspace: Workspace,
  table: keyof typeof kept,
  id: string,
): Promise<void> {
  const found = await ledger.db
    .selectFrom(table)
    .select('id')
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found) throw commonErrors.notFound({ what: kept[table], id })
}
