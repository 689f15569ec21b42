import { type Kysely, sql as pg } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../../../kit/api.ts'
import { createBinder, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type LedgerSchema, lockNumbers, writeAudit } from '../../../stores/ledger/index.ts'
import { int64 } from '../../../stores/warehouse/index.ts'
import type { MediaDeps } from '../deps.ts'
import type { listMediaTies, MediaSource, saveMediaTie } from './api.ts'
import { cameIn, daysUpToNow, type Period, sourceKey } from './brought.ts'
import { mediaErrors } from './errors.ts'
import { newestDays } from './import.ts'
import { mediumLabel } from './platforms/index.ts'

type Deps = Pick<MediaDeps, 'ledger' | 'warehouse'>

/** A source of people, and the campaign of a medium it belongs to. */
export interface Tie extends MediaSource {
  medium: string
  campaign: string
}
const mostSources = 300

/** In the order of their keys, so that two readings number them alike. */
export function tiesOf(db: Kysely<LedgerSchema>, workspace: Workspace): Promise<Tie[]> {
  return db
    .selectFrom('media_ties')
    .select(['kind', 'source', 'utm_campaign as utmCampaign', 'medium', 'campaign'])
    .where('workspace_id', '=', workspace.id)
    .orderBy('kind')
    .orderBy('source')
    .orderBy('utm_campaign')
    .execute()
}

const sourceRow = z.object({
  kind: z.enum(['named', 'data']),
  source: z.string(),
  utmCampaign: z.string(),
  people: int64(),
})

/** Media of the last year beside where people of that year came from. */
export async function tieChoices(
  deps: Deps,
  workspace: Workspace,
): Promise<z.output<typeof listMediaTies.response>> {
  const period = daysUpToNow(workspace, 365)
  const [ties, spent, came, names] = await Promise.all([
    tiesOf(deps.ledger.db, workspace),
    spendByCampaign(deps, workspace, period),
    sourcesOf(deps, workspace, period),
    dataNames(deps, workspace),
  ])
  const named = ({ kind, source, utmCampaign }: MediaSource) => ({
    ...{ kind, source, utmCampaign },
    label: kind === 'data' ? (names.get(source) ?? source.slice(0, 8)) : source,
  })
  const places = new Map<string, { medium: string; campaign: string; spendMinor: number }>()
  const placeKey = (one: { medium: string; campaign: string }) => JSON.stringify([one.medium, one.campaign])
  for (const one of [...spent, ...ties.map((tie) => ({ ...tie, spendMinor: 0 }))])
    for (const campaign of ['', one.campaign]) {
      const place = { medium: one.medium, campaign, spendMinor: 0 }
      const known = places.get(placeKey(place)) ?? place
      if (campaign === '' || one.campaign !== '') known.spendMinor += one.spendMinor
      places.set(placeKey(place), known)
      if (one.campaign === '') break
    }
  const taken = new Set(ties.map(sourceKey))
  return {
    items: [...places.values()]
      .toSorted(
        (a, b) =>
          a.medium.localeCompare(b.medium) ||
          (a.campaign === '' ? -1 : b.campaign === '' ? 1 : b.spendMinor - a.spendMinor),
      )
      .map(({ medium, campaign, spendMinor }) => ({
        ...{ medium, label: mediumLabel(medium), campaign, spendMinor },
        sources: ties.filter((tie) => tie.medium === medium && tie.campaign === campaign).map(named),
        suggested: came
          .filter(
            (one) =>
              campaign !== '' && one.utmCampaign === campaign.toLowerCase() && !taken.has(sourceKey(one)),
          )
          .map(named),
      })),
    sources: came.map((one) => ({ ...named(one), people: one.people })),
  }
}

async function spendByCampaign({ ledger }: Deps, workspace: Workspace, { from, to }: Period) {
  const { rows } = await pg<{ medium: string; campaign: string; spend: string }>`
    SELECT medium, campaign, sum(home_minor) AS spend FROM (${newestDays(workspace.id, from, to)}) AS newest
    GROUP BY 1, 2`.execute(ledger.db)
  return rows.map(({ medium, campaign, spend }) => ({ medium, campaign, spendMinor: Number(spend) }))
}

/** Each source with its campaigns, and as a whole where it has any. */
async function sourcesOf({ warehouse }: Deps, workspace: Workspace, period: Period) {
  const bind = createBinder('s')
  return warehouse.rows(
    sql`
    SELECT kind, source, utmCampaign, count() AS people
    FROM (SELECT DISTINCT person, kind, source, arrayJoin(['', campaign]) AS utmCampaign
          FROM (${cameIn(bind, workspace, period)}) WHERE source != '')
    GROUP BY kind, source, utmCampaign ORDER BY people DESC, kind, source, utmCampaign
    LIMIT ${bind('UInt32', mostSources)}`,
    sourceRow,
    { pool: 'long' },
  )
}

async function dataNames({ ledger }: Deps, workspace: Workspace): Promise<Map<string, string>> {
  const rows = await ledger.db
    .selectFrom('sources')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspace.id)
    .execute()
  return new Map(rows.map(({ id, name }) => [String(id), name]))
}

/** Replaces the sources of one campaign of a medium. @throws media.tiedElsewhere @returns those before */
export function saveTie(
  { ledger }: Pick<Deps, 'ledger'>,
  workspace: Workspace,
  actor: Actor,
  { medium, campaign, sources }: z.output<NonNullable<typeof saveMediaTie.body>>,
): Promise<MediaSource[]> {
  return ledger.transaction(async (trx) => {
    await pg`SELECT pg_advisory_xact_lock(${lockNumbers.mediaSpend}, ${workspace.id})`.execute(trx)
    const all = await tiesOf(trx, workspace)
    const isHere = (tie: Tie) => tie.medium === medium && tie.campaign === campaign
    const wanted = new Map(sources.map((one) => [sourceKey(one), one]))
    const other = all.find((tie) => !isHere(tie) && wanted.has(sourceKey(tie)))
    if (other)
      throw mediaErrors.tiedElsewhere({
        ...{ source: [other.source, other.utmCampaign].filter(Boolean).join(' / ') },
        ...{
          place: [mediumLabel(other.medium)[workspace.locale], other.campaign].filter(Boolean).join(' / '),
        },
      })
    await trx
      .deleteFrom('media_ties')
      .where('workspace_id', '=', workspace.id)
      .where('medium', '=', medium)
      .where('campaign', '=', campaign)
      .execute()
    if (wanted.size > 0)
      await trx
        .insertInto('media_ties')
        .values(
          [...wanted.values()].map(({ kind, source, utmCampaign }) => ({
            ...{ workspace_id: workspace.id, kind, medium, campaign },
            source: kind === 'named' ? source.toLowerCase() : source,
            utm_campaign: utmCampaign.toLowerCase(),
          })),
        )
        .execute()
    await writeAudit(trx, {
      ...{ workspaceId: workspace.id, actor, action: 'media.tied' },
      ...{
        subject: { kind: 'medium', id: medium },
        detail: { campaign, sources: [...wanted.keys()].map((key) => key.replaceAll('\n', ' ').trim()) },
      },
    })
    return all.filter(isHere).map(({ kind, source, utmCampaign }) => ({ kind, source, utmCampaign }))
  })
}
